#include "engine/ready_queue.h"

#include <doctest/doctest.h>

#include <deque>
#include <random>

using asim::ReadyQueue;

TEST_CASE("ready queue: first in, first out") {
  ReadyQueue<int> queue;
  CHECK(queue.empty());
  queue.push(1);
  queue.push(2);
  CHECK(queue.front() == 1);
  CHECK(queue.pop() == 1);
  CHECK(queue.size() == 1);
  CHECK(queue.pop() == 2);
  CHECK(queue.empty());
}

TEST_CASE("ready queue: random pushes and pops agree with a deque") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    ReadyQueue<unsigned> queue;
    std::deque<unsigned> model;
    for (unsigned i = 0; i < 5000; ++i) {
      const bool filling = i / 1000 % 2 == 0;
      if (model.empty() || random() % 5 < (filling ? 3u : 2u)) {
        queue.reserve(model.size() + 1);
        queue.push(i);
        model.push_back(i);
      } else {
        REQUIRE(queue.pop() == model.front());
        model.pop_front();
      }
      REQUIRE(queue.size() == model.size());
      if (model.empty()) continue;
      const std::size_t k = random() % model.size();
      REQUIRE(queue.at(k) == model[k]);
    }
  }
}

TEST_CASE("ready queue: an entry can be blanked out where it stands") {
  ReadyQueue<int> queue;
  queue.reserve(30);
  for (int i = 0; i < 20; ++i) queue.push(i);
  for (int i = 0; i < 10; ++i) queue.pop();
  for (int i = 20; i < 40; ++i) queue.push(i);
  queue.at(5) = -1;
  for (int i = 10; i < 40; ++i) CHECK(queue.pop() == (i == 15 ? -1 : i));
}
