#include "engine/line.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace {

using asim::Line;
using asim::LineNode;
using asim::Pool;

struct Node : LineNode {
  bool inside = false;
};

std::vector<const LineNode*> forwards(const Line<Node>& line) {
  std::vector<const LineNode*> nodes;
  for (const Node* node = line.front(); node; node = line.after(*node)) nodes.push_back(node);
  return nodes;
}

std::vector<const LineNode*> backwards(const Line<Node>& line) {
  std::vector<const LineNode*> nodes;
  for (const Node* node = line.back(); node; node = line.before(*node)) nodes.push_back(node);
  std::reverse(nodes.begin(), nodes.end());
  return nodes;
}

// Random members come, leave and return to their old places; sorting says who stands where.
void compare_with_sorting(int priorities, unsigned seed) {
  Pool pool;
  Line<Node> line(pool);
  std::vector<Node> nodes(40);
  std::mt19937 random(seed);
  std::int64_t next_order = 1;
  for (int i = 0; i < 3000; ++i) {
    Node& node = nodes[random() % nodes.size()];
    if (node.inside) {
      line.remove(node);
    } else {
      const bool returns = node.order != 0 && random() % 3 == 0;
      if (!returns) {
        node.order = random() % 4 == 0 ? -next_order : next_order;
        ++next_order;
        node.priority = static_cast<double>(random() % static_cast<unsigned>(priorities));
      }
      line.insert(node);
    }
    node.inside = !node.inside;

    std::vector<const LineNode*> expected;
    for (const Node& each : nodes) {
      if (each.inside) expected.push_back(&each);
    }
    std::sort(expected.begin(), expected.end(),
              [](const LineNode* a, const LineNode* b) { return a->stands_before(*b); });
    REQUIRE(forwards(line) == expected);
    REQUIRE(backwards(line) == expected);
    REQUIRE(line.size() == expected.size());
  }
}

}  // namespace

TEST_CASE("a line is in order of priority and then of coming, whoever comes, leaves and returns") {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    compare_with_sorting(1, seed);
    compare_with_sorting(2, seed);
    compare_with_sorting(7, seed);
  }
}

TEST_CASE("an empty line owns no memory, nor does one of a single priority or of few members") {
  Pool pool;
  Line<Node> line(pool);
  Node few[3];
  for (const int i : {0, 2, 1}) {
    few[i].priority = i;
    line.insert(few[i]);
  }
  CHECK(line.after(few[0]) == &few[1]);
  CHECK(pool.in_use() == 0);
  while (!line.empty()) line.pop_front();
  std::vector<Node> nodes(40);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[i].order = static_cast<std::int64_t>(i);
    line.insert(nodes[i]);
  }
  CHECK(pool.in_use() == 0);
  Node between;
  between.priority = -1;
  line.insert(between);
  Node urgent;
  urgent.priority = -0.5;
  line.insert(urgent);
  CHECK(pool.in_use() > 0);
  CHECK(line.front() == &between);
  CHECK(line.after(between) == &urgent);
  while (!line.empty()) line.pop_front();
  CHECK(pool.in_use() == 0);
}
