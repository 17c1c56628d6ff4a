#include "program/heap.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace asim {
namespace {

constexpr std::size_t kLargest = std::numeric_limits<std::uint32_t>::max() / 4;

std::uint32_t checked_size(std::size_t size) {
  if (size > kLargest) throw MemoryLimit();
  return static_cast<std::uint32_t>(size);
}

// Capacities grow by doubling from 4 on.
std::uint32_t grown(std::size_t capacity, std::size_t wanted) {
  return checked_size(std::max({std::size_t{4}, 2 * capacity, wanted}));
}

// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

std::uint64_t hash_of(double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number);
  return (bits ^ bits >> 32) * 0x9E3779B97F4A7C15u;
}

std::uint64_t hash_of(const Value& key) {
  if (key.is_text()) return hash_of(key.as_text()->view());
  if (key.is_number()) return hash_of(key.as_number());
  return hash_of(key.as_boolean() ? 1.0 : 0.0);
}

}  // namespace

Text* Text::allocate(Pool& pool, std::size_t size) {
  const std::uint32_t length = checked_size(size);
  return new (pool.allocate(sizeof(Text) + size)) Text(length, &pool);
}

Text* Text::make(Pool& pool, std::string_view bytes) { return make(pool, bytes, {}); }

Text* Text::make(Pool& pool, std::string_view first, std::string_view second) {
  Text* text = allocate(pool, first.size() + second.size());
  std::copy(first.begin(), first.end(), text->bytes());
  std::copy(second.begin(), second.end(), text->bytes() + first.size());
  return text;
}

void Text::free() { pool->deallocate(this, sizeof(Text) + size); }

// ---- lists ----

List* List::make(Pool& pool, std::size_t expected_size) {
  List* list = pool.make<List>(pool);
  Value guard = Value::adopt(list);  // frees the list if there is no memory for its members
  if (expected_size > 0) list->reserve(expected_size);
  ++list->references;
  return list;
}

void List::reserve(std::size_t wanted) {
  const std::uint32_t larger = grown(capacity, wanted);
  auto* moved = static_cast<Value*>(pool->allocate(larger * sizeof(Value)));
  std::uninitialized_move_n(data, size, moved);
  pool->deallocate(data, capacity * sizeof(Value));
  data = moved;
  capacity = larger;
}

void List::free() {
  pool->deallocate(data, capacity * sizeof(Value));
  pool->destroy(this);
}

void List::append(Value value) {
  if (size == capacity) reserve(std::size_t{size} + 1);
  new (data + size) Value(std::move(value));
  ++size;
}

void List::insert(std::size_t position, Value value) {
  append(std::move(value));
  std::rotate(data + position, data + size - 1, data + size);
}

Value List::take(std::size_t position) {
  Value taken = std::move(data[position]);
  std::move(data + position + 1, data + size, data + position);
  --size;
  data[size].~Value();
  return taken;
}

// ---- records ----

Record* Record::make(Pool& pool, std::size_t expected_size) {
  Record* record = pool.make<Record>(pool);
  Value guard = Value::adopt(record);
  if (expected_size > 0) record->reserve(expected_size);
  ++record->references;
  return record;
}

template <class Matches>
Record::Entry* Record::find_entry(std::uint64_t hash, const Matches& matches) {
  for (std::uint64_t at = hash;; ++at) {
    const std::uint32_t position = index_[at & (index_size_ - 1)];
    if (position == 0) return nullptr;
    if (matches(data[position - 1].key)) return &data[position - 1];
  }
}

Value* Record::find(const Value& key) {
  // A name in the model is the same text wherever it stands: usually the pointer tells.
  const std::uint32_t scanned = std::min(size, kScanned);
  for (std::uint32_t i = 0; i < scanned; ++i) {
    if (data[i].key.bits() == key.bits()) return &data[i].value;
  }
  const auto matches = [&key](const Value& other) { return are_equal(other, key); };
  if (index_ != nullptr) {
    if (!can_be_key(key)) return nullptr;
    Entry* entry = find_entry(hash_of(key), matches);
    return entry == nullptr ? nullptr : &entry->value;
  }
  for (Entry& entry : entries()) {
    if (matches(entry.key)) return &entry.value;
  }
  return nullptr;
}

Value* Record::find(std::string_view key) {
  const auto matches = [key](const Value& other) {
    return other.is_text() && other.as_text()->view() == key;
  };
  if (index_ != nullptr) {
    Entry* entry = find_entry(hash_of(key), matches);
    return entry == nullptr ? nullptr : &entry->value;
  }
  for (Entry& entry : entries()) {
    if (matches(entry.key)) return &entry.value;
  }
  return nullptr;
}

void Record::set(Value key, Value value) {
  if (Value* present = find(key)) {
    *present = std::move(value);
    return;
  }
  if (size == capacity) reserve(std::size_t{size} + 1);
  new (data + size) Entry{std::move(key), std::move(value)};
  ++size;
  if (index_ != nullptr) enter_in_index(size - 1);
}

void Record::reserve(std::size_t wanted) {
  const std::uint32_t larger = grown(capacity, wanted);
  auto* moved = static_cast<Entry*>(pool->allocate(larger * sizeof(Entry)));
  std::uninitialized_move_n(data, size, moved);
  pool->deallocate(data, capacity * sizeof(Entry));
  data = moved;
  capacity = larger;
  if (capacity > kScanned) build_index();
}

void Record::build_index() {
  const std::uint32_t larger = std::bit_ceil(2 * capacity);
  void* memory = pool->allocate(larger * sizeof(std::uint32_t));
  pool->deallocate(index_, index_size_ * sizeof(std::uint32_t));
  index_ = static_cast<std::uint32_t*>(memory);
  index_size_ = larger;
  std::fill_n(index_, index_size_, 0u);
  for (std::uint32_t i = 0; i < size; ++i) enter_in_index(i);
}

void Record::enter_in_index(std::uint32_t position) {
  std::uint64_t at = hash_of(data[position].key);
  while (index_[at & (index_size_ - 1)] != 0) ++at;
  index_[at & (index_size_ - 1)] = position + 1;
}

void Record::free() {
  pool->deallocate(index_, index_size_ * sizeof(std::uint32_t));
  pool->deallocate(data, capacity * sizeof(Entry));
  pool->destroy(this);
}

// ---- interned texts ----

Value Interner::text(std::string_view wanted) {
  if (const auto found = texts_.find(wanted); found != texts_.end()) return Value::adopt(found->second);
  memory_.push_back(std::make_unique<std::byte[]>(sizeof(Text) + wanted.size()));
  auto* text = new (memory_.back().get()) Text(checked_size(wanted.size()), nullptr);
  text->references = Counted::kImmortal;
  std::copy(wanted.begin(), wanted.end(), text->bytes());
  texts_.emplace(text->view(), text);
  return Value::adopt(text);
}

}  // namespace asim
