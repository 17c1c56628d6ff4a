#include "cli/interrupt.h"

#include <atomic>
#include <csignal>

namespace asim {
namespace {

std::atomic<bool> g_interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "or a signal handler could not set it");

void note_signal(int) { g_interrupted = true; }

}  // namespace

void watch_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (std::signal(signal, note_signal) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

bool is_interrupted() { return g_interrupted; }

}  // namespace asim
