// Ctrl-C, kill, and a terminal that goes away. A signal handler can reach nothing but a variable of its own.
#pragma once

namespace pyra {

/// From here on SIGINT, SIGTERM and SIGHUP end the program at once, with exit status 130; a SIGHUP that was
/// ignored when it started (nohup) stays so. Nobody reading what it writes is an error of write() and no
/// signal: a run survives it.
void end_on_signals();
/// From here on they are a request to save and leave. A second SIGINT or SIGTERM ends at once; a second
/// SIGHUP does not, since a closing terminal may send several.
void catch_signals();
bool stop_requested();

}  // namespace pyra
