#include "engine/pool.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <list>
#include <map>
#include <random>
#include <stdexcept>
#include <vector>

using asim::MemoryLimit;
using asim::Pool;
using asim::PoolAllocator;

namespace {

struct Block {
  unsigned char* memory;
  std::size_t bytes;
  unsigned char mark;
};

bool is_intact(const Block& block) {
  for (std::size_t i = 0; i < block.bytes; ++i) {
    if (block.memory[i] != block.mark) return false;
  }
  return true;
}

std::size_t any_size(std::mt19937& random) {
  switch (random() % 8) {
    case 0: return random() % 5000;
    case 1: return random() % 100000;
    default: return random() % 300;
  }
}

struct Counted {
  explicit Counted(int& alive) : alive_(alive) { ++alive_; }
  ~Counted() { --alive_; }
  int& alive_;
};

struct Refuses {
  Refuses() { throw std::runtime_error("no"); }
  char bytes[100];
};

}  // namespace

TEST_CASE("pool: blocks are aligned, apart from each other, and keep their bytes") {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Pool pool;
    std::vector<Block> blocks;
    for (int i = 0; i < 5000; ++i) {
      if (blocks.empty() || random() % 5 < 3) {
        const std::size_t bytes = any_size(random);
        auto* memory = static_cast<unsigned char*>(pool.allocate(bytes));
        REQUIRE(reinterpret_cast<std::uintptr_t>(memory) % 16 == 0);
        const auto mark = static_cast<unsigned char>(i);
        std::memset(memory, mark, bytes);
        blocks.push_back({memory, bytes, mark});
      } else {
        std::swap(blocks[random() % blocks.size()], blocks.back());
        REQUIRE(is_intact(blocks.back()));
        pool.deallocate(blocks.back().memory, blocks.back().bytes);
        blocks.pop_back();
      }
    }
    for (const Block& block : blocks) {
      REQUIRE(is_intact(block));
      pool.deallocate(block.memory, block.bytes);
    }
    CHECK(pool.in_use() == 0);
  }
}

TEST_CASE("pool: size classes") {
  const std::map<std::size_t, std::size_t> classes = {
      {0, 16},        {1, 16},        {16, 16},       {17, 32},        {1023, 1024},
      {1024, 1024},   {1025, 2048},   {2048, 2048},   {2049, 4096},    {5000, 8192},
      {16385, 32768}, {65536, 65536}, {65537, 65537}, {200000, 200000}};
  for (const auto& entry : classes) {
    const std::size_t bytes = entry.first;
    CAPTURE(bytes);
    Pool pool;
    void* memory = pool.allocate(bytes);
    CHECK(pool.in_use() == entry.second);
    pool.deallocate(memory, bytes);
    CHECK(pool.in_use() == 0);
  }
}

TEST_CASE("pool: a freed block is used again by its class, and only by it") {
  Pool pool;
  for (const std::size_t bytes : {24u, 1000u, 1500u, 3000u, 40000u}) {
    CAPTURE(bytes);
    void* memory = pool.allocate(bytes);
    pool.deallocate(memory, bytes);
    void* other = pool.allocate(2 * bytes);
    CHECK(other != memory);
    CHECK(pool.allocate(bytes) == memory);
  }
}

TEST_CASE("pool: a small simulation takes little, a steady one no more") {
  Pool pool;
  pool.deallocate(pool.allocate(1000), 1000);
  CHECK(pool.reserved() == 0);
  pool.deallocate(pool.allocate(100), 100);
  CHECK(pool.reserved() == 4096);
  for (int i = 0; i < 10000; ++i) pool.deallocate(pool.allocate(100), 100);
  CHECK(pool.reserved() == 4096);
}

TEST_CASE("pool: the limit holds for what is reserved, and the pool stays usable") {
  Pool pool;
  pool.set_limit(100 * 1024);
  std::vector<void*> blocks;
  auto fill = [&] {
    while (blocks.size() < 1000) blocks.push_back(pool.allocate(1024));
  };
  CHECK_THROWS_AS(fill(), MemoryLimit);
  CHECK(pool.reserved() <= 100 * 1024);
  CHECK(blocks.size() == 101);  // one of them is part of the pool
  CHECK_THROWS_AS(pool.allocate(70000), MemoryLimit);
  pool.deallocate(blocks.back(), 1024);
  CHECK(pool.allocate(1024) == blocks.back());
  CHECK_THROWS_AS(pool.allocate(1024), std::bad_alloc);
  pool.set_limit(200 * 1024);
  CHECK(pool.allocate(1024) != nullptr);
}

TEST_CASE("pool: large blocks are given back at once") {
  Pool pool;
  pool.set_limit(300000);
  void* first = pool.allocate(100000);
  void* second = pool.allocate(100000);
  CHECK_THROWS_AS(pool.allocate(100000), MemoryLimit);
  pool.deallocate(first, 100000);
  void* third = pool.allocate(100000);
  pool.deallocate(second, 100000);
  pool.deallocate(third, 100000);
  CHECK(pool.reserved() == 0);
  CHECK(pool.allocate(150000) != nullptr);
}

TEST_CASE("pool: objects") {
  Pool pool;
  int alive = 0;
  auto* object = pool.make<Counted>(alive);
  CHECK(alive == 1);
  pool.destroy(object);
  pool.destroy(static_cast<Counted*>(nullptr));
  CHECK(alive == 0);
  CHECK_THROWS_AS(pool.make<Refuses>(), std::runtime_error);
  CHECK(pool.in_use() == 0);
}

TEST_CASE("pool: standard containers") {
  Pool pool;
  {
    std::vector<int, PoolAllocator<int>> numbers{PoolAllocator<int>(pool)};
    for (int i = 0; i < 100000; ++i) numbers.push_back(i);
    CHECK(numbers[77777] == 77777);
    std::list<int, PoolAllocator<int>> nodes(10, 3, PoolAllocator<int>(pool));
    CHECK(nodes.size() == 10);
    CHECK(pool.in_use() >= 100000 * sizeof(int));
  }
  CHECK(pool.in_use() == 0);
}
