// Memory for the frames, processes, requests and records of one simulation.
//
// Pool keeps a free list per size class: steps of 16 bytes up to 1 KiB, powers of two up to 64 KiB; anything
// larger comes straight from ::operator new. Blocks are carved from the first KiB, which is part of the pool,
// and then from chunks whose sizes double from 4 KiB to 32 MiB, so that a tiny simulation costs nothing and a
// big one lives in huge pages. This is the classical
// segregated-fits scheme (Wilson, Johnstone, Neely, Boles, "Dynamic Storage Allocation: A Survey and Critical
// Review", 1995).
//
// Ownership: all memory belongs to the pool and goes with it; destructors of objects still alive are not run.
// Alignment: every block is aligned to 16 bytes.
// Threads: none; each simulation has its own pool.
// Errors: MemoryLimit when the memory reserved would pass the limit, std::bad_alloc when the system has no
// more. Under AddressSanitizer whatever is not handed out is poisoned, so that a use after free is found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define ASIM_POISON_FREE_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASIM_POISON_FREE_MEMORY 1
#endif
#endif

#ifdef ASIM_POISON_FREE_MEMORY
#include <sanitizer/asan_interface.h>
#endif

namespace asim {

class MemoryLimit : public std::bad_alloc {
public:
  const char* what() const noexcept override { return "the memory limit of the simulation is reached"; }
};

// Uninitialised bytes, aligned to a cache line, or to a huge page (which is then asked for) from 2 MiB on.
class MemoryBlock {
public:
  MemoryBlock() = default;
  explicit MemoryBlock(std::size_t bytes);
  ~MemoryBlock();
  MemoryBlock(MemoryBlock&& other) noexcept { swap(other); }
  MemoryBlock& operator=(MemoryBlock&& other) noexcept {
    swap(other);
    return *this;
  }

  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }

private:
  void swap(MemoryBlock& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }

  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

class Pool {
public:
  Pool() { poison(built_in_, built_in); }
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  void* allocate(std::size_t bytes);

  // `bytes` must be what was asked for; a null pointer is ignored.
  void deallocate(void* memory, std::size_t bytes) noexcept;

  // Without arguments what has no initialiser stays as it is.
  template <class T, class... Args>
  T* make(Args&&... args);

  template <class T>
  void destroy(T* object) noexcept;

  // Whether make<T>() would find a block that has been freed: then it is quick, and calls nothing.
  template <class T>
  bool has_free() const {
    return free_[size_class(sizeof(T)).index] != nullptr;
  }

  // Handed out at the moment, each block counted with the size of its class. For tests: looks at all that is
  // free.
  std::size_t in_use() const;

  // Taken from the system so far; only blocks above 64 KiB are ever given back before the end.
  std::size_t reserved() const { return reserved_; }

  // Concerns `reserved()`; a limit below what is reserved already leaves the free lists usable.
  void set_limit(std::size_t bytes) { limit_ = bytes; }

private:
  // Stands at the start of a free block.
  struct FreeBlock {
    FreeBlock* next;
  };

  // Stands before a block too large for a class, to find it when the pool dies.
  struct alignas(16) LargeBlock {
    LargeBlock* previous;
    LargeBlock* next;
  };

  static constexpr std::size_t step = 16;
  static constexpr std::size_t largest_stepped = 1024;
  static constexpr std::size_t largest_pooled = 64 * 1024;
  static constexpr std::size_t stepped_classes = largest_stepped / step;
  static constexpr std::size_t doubling_classes = 6;
  static constexpr std::size_t built_in = 1024;
  static constexpr std::size_t first_chunk = 4 * 1024;
  static constexpr std::size_t last_chunk = 32 * 1024 * 1024;

  struct SizeClass {
    std::size_t index;
    std::size_t bytes;
  };

  static SizeClass size_class(std::size_t bytes);
  static SizeClass doubling_class(std::size_t bytes);
  static void poison(void* memory, std::size_t bytes);
  static void unpoison(void* memory, std::size_t bytes);

  void add_chunk(std::size_t bytes);
  void reserve(std::size_t bytes);
  void* allocate_large(std::size_t bytes);
  void deallocate_large(void* memory, std::size_t bytes) noexcept;

  FreeBlock* free_[stepped_classes + doubling_classes] = {};
  std::byte* cursor_ = built_in_;
  std::size_t left_ = built_in;
  std::size_t made_ = 0;  // bytes of blocks, the free ones included, and of the large ones
  std::size_t reserved_ = 0;
  std::size_t limit_ = std::numeric_limits<std::size_t>::max();
  std::size_t next_chunk_ = first_chunk;
  std::vector<MemoryBlock> chunks_;
  LargeBlock* large_ = nullptr;
  alignas(16) std::byte built_in_[built_in];
};

// For standard containers; the pool must outlive them.
template <class T>
class PoolAllocator {
public:
  using value_type = T;
  using propagate_on_container_copy_assignment = std::true_type;
  using propagate_on_container_move_assignment = std::true_type;
  using propagate_on_container_swap = std::true_type;

  explicit PoolAllocator(Pool& pool) noexcept : pool_(&pool) {}
  template <class U>
  PoolAllocator(const PoolAllocator<U>& other) noexcept : pool_(other.pool()) {}

  T* allocate(std::size_t count) {
    static_assert(alignof(T) <= 16);
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(pool_->allocate(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) noexcept { pool_->deallocate(memory, count * sizeof(T)); }

  Pool* pool() const noexcept { return pool_; }

  template <class U>
  bool operator==(const PoolAllocator<U>& other) const noexcept {
    return pool_ == other.pool();
  }

private:
  Pool* pool_;
};

inline void* Pool::allocate(std::size_t bytes) {
  if (bytes > largest_pooled) [[unlikely]]
    return allocate_large(bytes);
  const SizeClass size = size_class(bytes);
  void* memory;
  if (FreeBlock* block = free_[size.index]) {
    unpoison(block, sizeof(FreeBlock));
    free_[size.index] = block->next;
    memory = block;
  } else {
    if (left_ < size.bytes) [[unlikely]]
      add_chunk(size.bytes);
    memory = cursor_;
    cursor_ += size.bytes;
    left_ -= size.bytes;
    made_ += size.bytes;
  }
  poison(memory, size.bytes);
  unpoison(memory, bytes);
  return memory;
}

inline void Pool::deallocate(void* memory, std::size_t bytes) noexcept {
  if (memory == nullptr) return;
  if (bytes > largest_pooled) [[unlikely]]
    return deallocate_large(memory, bytes);
  const SizeClass size = size_class(bytes);
  unpoison(memory, sizeof(FreeBlock));
  free_[size.index] = new (memory) FreeBlock{free_[size.index]};
  poison(memory, size.bytes);
}

template <class T, class... Args>
[[gnu::always_inline]] inline T* Pool::make(Args&&... args) {
  static_assert(alignof(T) <= 16);
  void* memory = allocate(sizeof(T));
  try {
    if constexpr (sizeof...(Args) == 0) {
      return new (memory) T;  // T() would fill all of it with zeros before
    } else {
      return new (memory) T(std::forward<Args>(args)...);
    }
  } catch (...) {
    deallocate(memory, sizeof(T));
    throw;
  }
}

// Takes the object's own type: given a base class, the wrong size would be returned to the pool.
template <class T>
[[gnu::always_inline]] inline void Pool::destroy(T* object) noexcept {
  if (object == nullptr) return;
  object->T::~T();
  deallocate(object, sizeof(T));
}

inline Pool::SizeClass Pool::size_class(std::size_t bytes) {
  if (bytes > largest_stepped) [[unlikely]]
    return doubling_class(bytes);
  const std::size_t index = (bytes - (bytes != 0)) / step;
  return {index, (index + 1) * step};
}

inline void Pool::poison([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef ASIM_POISON_FREE_MEMORY
  ASAN_POISON_MEMORY_REGION(memory, bytes);
#endif
}

inline void Pool::unpoison([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef ASIM_POISON_FREE_MEMORY
  ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
#endif
}

}  // namespace asim
