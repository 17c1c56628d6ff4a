#pragma once
// Ctrl-C, SIGTERM and the closing of the terminal (SIGHUP), which end the work but not the program: what was
// computed is written and closed.

namespace asim {

/// From here on the signals are noted. What was told to ignore them (a background job) goes on doing so.
void watch_signals();
/// Whether one has come; may be asked by any thread.
bool is_interrupted();

}  // namespace asim
