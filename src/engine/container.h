#pragma once
// A container: an amount of something that cannot be told apart, between 0 and a capacity.
//
// Rules. Getters and putters each stand in line first come, first served. Nobody overtakes: the first that
// does not fit holds up the rest, unless the container is `first_fit`, which passes over those that do not
// fit. A change of the level serves the side it favours first, then the other, in turn until nobody can go
// on. What a getter gives back returns even above the capacity; then nobody puts until there is room again.
// An accepted put stands.
//
// Amounts and levels are doubles and compared exactly: sums of fractions that are no multiples of a power of
// two may end a last bit beside the decimal result (ten times 0.1 is less than 1). Amounts are finite and not
// negative; the capacity may be infinity. Errors: none. Invariant between two steps: nobody waits beside an
// amount, or room, that it could have.

#include <cstdint>
#include <limits>

#include "engine/line.h"
#include "engine/loop.h"
#include "engine/statistics.h"

namespace asim {

enum class ContainerOrder : std::uint8_t { fifo, first_fit };

class Container {
public:
  static constexpr double kUnlimited = std::numeric_limits<double>::infinity();

  /// One request: its place in line dates from its making.
  class Request : public Event, public LineNode {
  public:
    double amount() const { return amount_; }
    Container& container() const { return container_; }
    bool possible() const override { return may_go() && fits(); }

  protected:
    friend class Container;
    Request(Process&, Container&, double amount);
    virtual bool fits() const = 0;
    virtual void move_amount() = 0;
    virtual Line<Request>& line() const = 0;
    bool may_go() const;
    void granted_in_line();
    void join() override { line().insert(*this); }
    void leave() override { line().remove(*this); }

    Container& container_;
    double amount_;
  };

  class Get final : public Request {
  public:
    Get(Process& process, Container& container, double amount) : Request(process, container, amount) {}
    void destroy(Pool& pool) override { pool.destroy(this); }
    /// After the grant: counts it.
    void receive() { container_.note_get(amount_); }
    double holds_back_from(const void* source) const override {
      return granted() && source == &container_ ? amount_ : 0;
    }

  private:
    bool fits() const override { return amount_ <= container_.level_; }
    void move_amount() override { container_.change_level(-amount_); }
    Line<Request>& line() const override { return container_.getters_; }
    void take() override;
    bool give_back() override;
    void serve_after(State) override { container_.settle(container_.getters_, container_.putters_); }
  };

  class Put final : public Request {
  public:
    Put(Process& process, Container& container, double amount) : Request(process, container, amount) {}
    void destroy(Pool& pool) override { pool.destroy(this); }

  private:
    void move_amount() override;
    bool fits() const override {
      const double above = container_.level_ + amount_ - container_.capacity_;
      return above <= 0 && above + rivals_hold_back_from(&container_) <= 0;
    }
    Line<Request>& line() const override { return container_.putters_; }
    void take() override;
    bool give_back() override { return false; }
    void serve_after(State) override { container_.settle(container_.putters_, container_.getters_); }
  };

  Container(Loop&, double capacity = kUnlimited, double level = 0, ContainerOrder = ContainerOrder::fifo);

  double level() const { return level_; }
  double capacity() const { return capacity_; }
  std::size_t getters() const { return getters_.size(); }
  std::size_t putters() const { return putters_.size(); }
  const Line<Request>& waiting_getters() const { return getters_; }
  const Line<Request>& waiting_putters() const { return putters_; }

  /// Between two turns: what is wrong with the container, in a few words; null if nothing is.
  const char* inconsistency() const;

  /// The usual cases, in which nobody waits: whether it is one, and what a Put or Get then comes to.
  bool can_put_simply(double amount) const { return is_quiet() && level_ + amount - capacity_ <= 0; }
  void put_simply(double amount) {
    change_level(amount);
    note_put(amount);
  }
  bool can_get_simply(double amount) const { return is_quiet() && amount <= level_; }
  void get_simply(double amount) {
    change_level(-amount);
    note_get(amount);
  }

  /// Statistics since the last reset: the level over time; how often and how much was put in, and was
  /// taken out and received.
  const TimeWeighted& level_statistic() const { return level_statistic_; }
  std::uint64_t puts() const { return puts_; }
  std::uint64_t gets() const { return gets_; }
  double amount_in() const { return amount_in_; }
  double amount_out() const { return amount_out_; }
  void reset_statistics();

private:
  bool is_quiet() const { return getters_.empty() && putters_.empty(); }
  void change_level(double difference) {
    level_ += difference;
    level_statistic_.set(loop_.now(), level_);
  }
  void note_put(double amount) {
    ++puts_;
    amount_in_ += amount;
  }
  void note_get(double amount) {
    ++gets_;
    amount_out_ += amount;
  }
  Request* next_served(const Line<Request>&) const;
  bool serve_one(Line<Request>&);
  void settle(Line<Request>& first, Line<Request>& second);

  Loop& loop_;
  double capacity_;
  double level_;
  double level_given_back_ = 0;  // after the last giving back: above the capacity nothing but that leads
  ContainerOrder order_;
  bool settling_ = false;
  Line<Request> getters_;
  Line<Request> putters_;
  TimeWeighted level_statistic_;
  std::uint64_t puts_ = 0;
  std::uint64_t gets_ = 0;
  double amount_in_ = 0;
  double amount_out_ = 0;
};

}  // namespace asim
