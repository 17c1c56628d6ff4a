#pragma once
// What values refer to: text, lists and records, all from the Pool of one simulation.
//
// Each is counted (see value.h) and remembers its pool, so that a Value can free it without further ado.
// make() returns an object with one reference, to be handed to Value::adopt. Texts are immutable; those of an
// Interner are immortal and shared by all simulations of a program. Records keep the order of insertion.
// Errors: MemoryLimit and std::bad_alloc from the pool; nothing is changed then.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/pool.h"
#include "program/value.h"

namespace asim {

/// Bytes follow the header.
struct Text : Counted {
  std::uint32_t size;
  Pool* pool;

  static Text* make(Pool&, std::string_view bytes);
  /// The bytes of both, one after the other.
  static Text* make(Pool&, std::string_view first, std::string_view second);

  char* bytes() { return reinterpret_cast<char*>(this + 1); }
  std::string_view view() const { return {reinterpret_cast<const char*>(this + 1), size}; }

private:
  friend class Interner;
  friend struct Value;
  void free();
  Text(std::uint32_t length, Pool* owner) : size{length}, pool{owner} {}
  static Text* allocate(Pool&, std::size_t size);
};

struct List : Counted {
  std::uint32_t size = 0;
  std::uint32_t capacity = 0;
  Pool* pool;
  Value* data = nullptr;

  static List* make(Pool&, std::size_t expected_size = 0);

  std::span<Value> items() { return {data, size}; }
  std::span<const Value> items() const { return {data, size}; }
  void append(Value);
  /// Precondition: `position` is at most `size`.
  void insert(std::size_t position, Value);
  /// Precondition: `position` is below `size`.
  Value take(std::size_t position);

private:
  friend class Pool;
  friend struct Value;
  explicit List(Pool& owner) : pool{&owner} {}
  void reserve(std::size_t);
  void free();  // the memory; the members are gone
};

struct Record : Counted {
  struct Entry {
    Value key;  // text, a number or a boolean
    Value value;
  };

  std::uint32_t size = 0;
  std::uint32_t capacity = 0;
  Pool* pool;
  Entry* data = nullptr;

  static Record* make(Pool&, std::size_t expected_size = 0);
  static bool can_be_key(const Value& v) { return v.is_text() || v.is_number() || v.is_boolean(); }

  std::span<Entry> entries() { return {data, size}; }
  std::span<const Entry> entries() const { return {data, size}; }
  /// The value under a key, or null.
  Value* find(const Value& key);
  Value* find(std::string_view key);
  /// Replaces the value in its place, or adds the key at the end. Precondition: can_be_key(key).
  void set(Value key, Value value);

private:
  friend class Pool;
  friend struct Value;
  static constexpr std::uint32_t kScanned = 8;  // larger records have a hash index

  explicit Record(Pool& owner) : pool{&owner} {}
  template <class Matches>
  Entry* find_entry(std::uint64_t hash, const Matches&);
  void reserve(std::size_t);
  void free();  // the memory; the members are gone
  void build_index();
  void enter_in_index(std::uint32_t position);

  std::uint32_t* index_ = nullptr;  // open addressing: position + 1 of an entry, 0 where nothing is
  std::uint32_t index_size_ = 0;    // a power of two, at least twice `capacity`
};

/// Immortal texts, each only once: names of attributes, keys, literals. Owned by the program.
class Interner {
public:
  Value text(std::string_view);

private:
  std::unordered_map<std::string_view, Text*> texts_;
  std::vector<std::unique_ptr<std::byte[]>> memory_;
};

inline Text* Value::as_text() const { return static_cast<Text*>(pointer()); }
inline List* Value::as_list() const { return static_cast<List*>(pointer()); }
inline Record* Value::as_record() const { return static_cast<Record*>(pointer()); }

}  // namespace asim
