#pragma once
// Groups: first_of and all_of, events made of events, nested to any depth.
//
// A group tries its parts in order. FirstOf: the first that can be done at once wins and the others are not
// begun (nor made, if make_part() makes them); otherwise it stands in all lines and is out of all of them the
// instant one grants. Of all that resume because of it the winner comes first, then those whom the
// withdrawals served. AllOf: done when all parts are; given back as a whole if it loses.
//
// Ownership: the group owns its parts (added with add()) and destroys them with itself.

#include <cstdint>
#include <vector>

#include "engine/event.h"
#include "engine/pool.h"

namespace asim {

class Group : public Event {
public:
  Group(Process& process, Pool& pool) : Event(process), parts_(PoolAllocator<Event*>(pool)) {}

  /// Takes over the part. Before begin() only.
  void add(Event& part) {
    part.group_ = this;
    parts_.push_back(&part);
  }
  std::size_t size() const { return parts_.size(); }
  /// Whether one part alone is to be granted.
  virtual bool is_choice() const { return false; }
  double holds_back_from(const void* source) const override;
  Event& part(std::size_t i) const { return *parts_[i]; }

protected:
  friend class Event;
  virtual void part_granted(Event& part) = 0;
  virtual void part_revoked(Event& part) = 0;
  /// After a revocation: begins again what was withdrawn.
  virtual void rejoin() {}
  /// True if anything was or could be given back.
  bool withdraw_parts();
  void destroy_parts(Pool&);

  void take() override {}
  void join() override {}
  void leave() override { withdraw_parts(); }
  void serve_after(State) override;

  std::vector<Event*, PoolAllocator<Event*>> parts_;
  bool closed_ = false;     // decided: a part that is granted now goes back at once
  bool beginning_ = false;  // begin() is under way and will say itself whether it is done
};

class FirstOf : public Group {
public:
  using Group::Group;
  bool is_choice() const override { return true; }
  bool possible() const override;
  bool begin() override;
  void destroy(Pool& pool) override;
  /// The part that won; precondition: granted.
  std::size_t winner() const { return winner_; }

protected:
  /// The part behind those there are, or null: there are no more. Asked for when it is to be tried, if
  /// nothing before it could be done.
  virtual Event* make_part() { return nullptr; }

private:
  /// Whether there is an i-th part, which is made if need be.
  bool has(std::size_t i);
  void take() override;
  bool give_back() override { return parts_[winner_]->withdraw(); }
  void part_granted(Event&) override;
  void part_revoked(Event&) override;
  void rejoin() override;
  bool withdrawing_ = false;
  std::size_t winner_ = 0;
};

class AllOf final : public Group {
public:
  using Group::Group;
  bool possible() const override;
  bool begin() override;
  void destroy(Pool& pool) override;

private:
  void take() override;
  bool give_back() override { return withdraw_parts(); }
  void part_granted(Event&) override;
  void part_revoked(Event&) override;
  bool all_granted() const;
};

}  // namespace asim
