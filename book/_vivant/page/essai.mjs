// Ce que « Tester ce poste » demande à un programme à part.
postMessage(typeof WebAssembly.instantiateStreaming === "function");
