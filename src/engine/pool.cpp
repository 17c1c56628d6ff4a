#include "engine/pool.h"

#include <algorithm>
#include <bit>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace asim {

namespace {

constexpr std::size_t cache_line = 64;
constexpr std::size_t huge_page = 2 * 1024 * 1024;

std::align_val_t alignment_for(std::size_t bytes) {
  return std::align_val_t{bytes >= huge_page ? huge_page : cache_line};
}

}  // namespace

MemoryBlock::MemoryBlock(std::size_t bytes)
    : data_(static_cast<std::byte*>(::operator new(bytes, alignment_for(bytes)))), size_(bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // Advice only: where the kernel refuses, ordinary pages serve as well.
  if (bytes >= huge_page) (void)madvise(data_, bytes / huge_page * huge_page, MADV_HUGEPAGE);
#endif
}

MemoryBlock::~MemoryBlock() {
  if (data_ != nullptr) ::operator delete(data_, alignment_for(size_));
}

Pool::~Pool() {
  unpoison(built_in_, built_in);
  for (const MemoryBlock& chunk : chunks_) unpoison(chunk.data(), chunk.size());
  while (large_ != nullptr) {
    LargeBlock* next = large_->next;
    ::operator delete(large_);
    large_ = next;
  }
}

Pool::SizeClass Pool::doubling_class(std::size_t bytes) {
  const std::size_t rounded = std::bit_ceil(bytes);
  const auto doublings = static_cast<std::size_t>(std::countr_zero(rounded / largest_stepped));
  return {stepped_classes + doublings - 1, rounded};
}

std::size_t Pool::in_use() const {
  std::size_t free = 0;
  for (std::size_t i = 0; i < std::size(free_); ++i) {
    const std::size_t bytes =
        i < stepped_classes ? step * (i + 1) : largest_stepped << (i - stepped_classes + 1);
    for (FreeBlock* block = free_[i]; block != nullptr;) {
      unpoison(block, sizeof(FreeBlock));
      FreeBlock* next = block->next;
      poison(block, sizeof(FreeBlock));
      block = next;
      free += bytes;
    }
  }
  return made_ - free;
}

// What is left of the last chunk is given up: less than one block, and chunks soon outgrow blocks.
void Pool::add_chunk(std::size_t bytes) {
  const std::size_t available = limit_ - std::min(limit_, reserved_);
  const std::size_t size = std::max(bytes, std::min(next_chunk_, available / step * step));
  chunks_.reserve(chunks_.size() + 1);
  reserve(size);
  try {
    chunks_.emplace_back(size);
  } catch (...) {
    reserved_ -= size;
    throw;
  }
  cursor_ = chunks_.back().data();
  left_ = size;
  poison(cursor_, left_);
  next_chunk_ = std::min(2 * next_chunk_, last_chunk);
}

void Pool::reserve(std::size_t bytes) {
  if (reserved_ > limit_ || bytes > limit_ - reserved_) throw MemoryLimit();
  reserved_ += bytes;
}

void* Pool::allocate_large(std::size_t bytes) {
  if (bytes > std::numeric_limits<std::size_t>::max() - sizeof(LargeBlock)) throw std::bad_alloc();
  const std::size_t total = bytes + sizeof(LargeBlock);
  reserve(total);
  void* memory;
  try {
    memory = ::operator new(total);
  } catch (...) {
    reserved_ -= total;
    throw;
  }
  auto* block = new (memory) LargeBlock{nullptr, large_};
  if (large_ != nullptr) large_->previous = block;
  large_ = block;
  made_ += bytes;
  return block + 1;
}

void Pool::deallocate_large(void* memory, std::size_t bytes) noexcept {
  LargeBlock* block = static_cast<LargeBlock*>(memory) - 1;
  if (block->previous != nullptr) block->previous->next = block->next;
  if (block->next != nullptr) block->next->previous = block->previous;
  if (large_ == block) large_ = block->next;
  ::operator delete(block);
  made_ -= bytes;
  reserved_ -= bytes + sizeof(LargeBlock);
}

}  // namespace asim
