#pragma once
// For resource.cpp and acquire.cpp only: the victims of one preemption. They are collected while units change
// hands, and told only when all accounts are right again, since that may set anything going.

#include <vector>

#include "engine/resource.h"

namespace asim {

class Resource::Eviction {
public:
  Eviction(Loop& loop, Process* by)
      : others_(PoolAllocator<Notice>(loop.pool())),
        revoked_(PoolAllocator<Acquire*>(loop.pool())),
        by_(by) {}

  bool empty() const { return !first_.victim && revoked_.empty(); }

  void add(Hold& hold) {
    Resource& resource = *hold.resource;
    if (hold.request) {
      revoked_.push_back(hold.request);
      hold.request->lose();
      return;
    }
    ++resource.preemptions_;
    const Notice notice{hold.process, {&resource, by_, hold.amount, hold.priority, hold.since, hold.order}};
    if (first_.victim) {
      others_.push_back(notice);
    } else {
      first_ = notice;
    }
    resource.unlink(hold);
    resource.vacate(hold);
  }

  void finish() {
    if (first_.victim) first_.tell();
    for (const Notice& notice : others_) notice.tell();
    for (Acquire* request : revoked_) {
      request->reopen();
      request->serve_lines();
    }
  }

private:
  struct Notice {
    Process* victim = nullptr;
    Preemption preemption{};

    void tell() const {
      if (victim->alive()) victim->on_preempted(preemption);
    }
  };
  Notice first_;  // mostly the only one
  std::vector<Notice, PoolAllocator<Notice>> others_;
  std::vector<Acquire*, PoolAllocator<Acquire*>> revoked_;
  Process* by_;
};

}  // namespace asim
