#pragma once
// For resource.cpp and acquire.cpp only: the victims of one preemption. They are collected while units change
// hands, and told only when all accounts are right again, since that may set anything going.

#include <vector>

#include "engine/resource.h"

namespace asim {

class Resource::Eviction {
public:
  Eviction(Loop& loop, Process* by)
      : notices_(PoolAllocator<Notice>(loop.pool())),
        revoked_(PoolAllocator<Acquire*>(loop.pool())),
        by_(by) {}

  bool empty() const { return notices_.empty() && revoked_.empty(); }

  void add(Hold& hold) {
    Resource& resource = *hold.resource;
    if (hold.request) {
      revoked_.push_back(hold.request);
      hold.request->lose();
      return;
    }
    ++resource.preemptions_;
    notices_.push_back({hold.process, {&resource, by_, hold.amount, hold.priority, hold.since, hold.order}});
    resource.unlink(hold);
    resource.vacate(hold);
  }

  void finish() {
    for (const Notice& notice : notices_) {
      if (notice.victim->alive()) notice.victim->on_preempted(notice.preemption);
    }
    for (Acquire* request : revoked_) {
      request->reopen();
      request->serve_lines();
    }
  }

private:
  struct Notice {
    Process* victim;
    Preemption preemption;
  };
  std::vector<Notice, PoolAllocator<Notice>> notices_;
  std::vector<Acquire*, PoolAllocator<Acquire*>> revoked_;
  Process* by_;
};

}  // namespace asim
