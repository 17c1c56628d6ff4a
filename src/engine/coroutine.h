#pragma once
// The coroutine of a process. Its frame comes from the loop's pool, which is found through the first
// parameter: a process function is `Coroutine work(Loop&, …)` or `Coroutine work(Process&, …)`. It begins
// suspended and is resumed by the loop only.
//
// Reference parameters dangle if what they refer to dies first: pass values, or things that the simulation
// owns. An exception leaves through resume(), that is, out of Loop::run.

#include <coroutine>
#include <cstddef>

#include "engine/loop.h"

namespace asim {

class Coroutine {
public:
  struct promise_type {
    template <class... Arguments>
    explicit promise_type(Loop& loop, Arguments&&...) : pool_(loop.pool()) {}
    template <class... Arguments>
    explicit promise_type(Process& process, Arguments&&...) : pool_(process.loop().pool()) {}

    template <class... Arguments>
    static void* operator new(std::size_t bytes, Loop& loop, Arguments&&...) {
      return loop.pool().allocate(bytes);
    }
    template <class... Arguments>
    static void* operator new(std::size_t bytes, Process& process, Arguments&&...) {
      return process.loop().pool().allocate(bytes);
    }
    /// Which pool that was nobody tells it, but the promise, which has no destructor and is still there.
    static void operator delete(void* frame, std::size_t bytes) {
      std::coroutine_handle<promise_type>::from_address(frame).promise().pool_.deallocate(frame, bytes);
    }

    Coroutine get_return_object() {
      return Coroutine(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const {}
    void unhandled_exception() const { throw; }

  private:
    Pool& pool_;
  };

  std::coroutine_handle<> handle() const { return handle_; }

private:
  explicit Coroutine(std::coroutine_handle<> handle) : handle_(handle) {}
  std::coroutine_handle<> handle_;
};

inline void Loop::give(Process& process, Coroutine coroutine) { process.frame_ = coroutine.handle(); }

inline void Loop::start(Process& process, Coroutine coroutine) {
  give(process, coroutine);
  start(process);
}

}  // namespace asim
