// models/bench/ping_pong.yaml by hand: two states that take turns through a list of who may go on.
// usage: native_ping_pong [ITEMS]

#include <deque>
#include <optional>

#include "native.h"

using namespace asim;

namespace {

class PingPong {
public:
  explicit PingPong(std::uint64_t items) : items_(items) {}

  // The sum of all items received.
  std::uint64_t run() {
    while (!ready_.empty()) {
      const Who who = ready_.front();
      ready_.pop_front();
      if (who == Who::sender) {
        send();
      } else {
        receive();
      }
    }
    return total_;
  }

private:
  enum class Who { sender, receiver };

  void send() {
    while (sent_ < items_) {
      if (slot_) {
        sender_waits_ = true;
        return;
      }
      slot_ = sent_++;
      wake(Who::receiver, receiver_waits_);
    }
  }

  void receive() {
    while (received_ < items_) {
      if (!slot_) {
        receiver_waits_ = true;
        return;
      }
      total_ += *slot_;
      slot_.reset();
      ++received_;
      wake(Who::sender, sender_waits_);
    }
  }

  void wake(Who who, bool& waits) {
    if (waits) ready_.push_back(who);
    waits = false;
  }

  std::uint64_t items_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t total_ = 0;
  std::optional<std::uint64_t> slot_;
  bool sender_waits_ = false;
  bool receiver_waits_ = false;
  std::deque<Who> ready_ = {Who::sender, Who::receiver};
};

}  // namespace

int main(int argc, char** argv) {
  fmt::print("total,{}\n", PingPong(bench::argument(argc, argv, 1, 1'000'000)).run());
}
