#include "run/merge.h"

#include <fmt/format.h>

#include <memory>

#include "base/csv_reader.h"
#include "base/numbers.h"
#include "run/sweep_table.h"

namespace asim {
namespace {

using Cells = std::vector<std::string>;

[[noreturn]] void fail(const std::string& path, const std::string& why) {
  throw MergeError(fmt::format("cannot merge {}: {}", path, why));
}

/// One file, with its next row.
class Part {
public:
  Part(std::string path, char separator) : path_(std::move(path)), reader_(path_, separator) {
    if (!reader_.is_open()) fail(path_, "it cannot be opened");
    if (!reader_.next(header_) || !reader_.is_whole()) fail(path_, "it is empty");
    const std::optional<TableShape> shape = shape_of(header_);
    if (!shape || shape->run != SweepTable::kShardColumns) {
      fail(path_, "it is not what `asim sweep --shard` writes");
    }
    shape_ = *shape;
    advance();
  }

  void advance() {
    has_row_ = reader_.next(cells_);
    if (!has_row_) return;
    if (!reader_.is_whole() || cells_.size() != shape_.columns) {
      fail(path_,
           fmt::format("line {} breaks off: is the part finished? --resume goes on with it", reader_.line()));
    }
    shard_ = number(0);
    shards_ = number(1);
    key_ = {number(2), number(shape_.replication)};
    points_ = number(3);
    last_ = cells_[4] == "true";
  }

  bool has_row() const { return has_row_; }
  const std::string& path() const { return path_; }
  const Cells& header() const { return header_; }
  const Cells& cells() const { return cells_; }
  const TableShape& shape() const { return shape_; }
  const RunKey& key() const { return key_; }
  std::uint64_t shard() const { return shard_; }
  std::uint64_t shards() const { return shards_; }
  std::uint64_t points() const { return points_; }
  bool is_last_of_point() const { return last_; }
  std::string id_prefix() const { return cells_[shape_.run].substr(0, cells_[shape_.run].find('-')); }

private:
  std::uint64_t number(std::size_t column) const {
    const std::optional<std::uint64_t> value = parse_unsigned(cells_[column]);
    if (!value || *value == 0) {
      fail(path_, fmt::format("line {} has no number under `{}`", reader_.line(), header_[column]));
    }
    return *value;
  }

  std::string path_;
  CsvReader reader_;
  Cells header_, cells_;
  TableShape shape_;
  RunKey key_;
  std::uint64_t shard_ = 0, shards_ = 0, points_ = 0;
  bool has_row_ = false, last_ = false;
};

bool is_before(const RunKey& a, const RunKey& b) {
  return a.point != b.point ? a.point < b.point : a.replication < b.replication;
}

class Merge {
public:
  Merge(const std::vector<std::string>& paths, CsvDialect dialect, const MergeReceiver& receiver)
      : receiver_(receiver) {
    const char separator = CsvLine(dialect).separator();
    for (const std::string& path : paths) parts_.push_back(std::make_unique<Part>(path, separator));
  }

  void run() {
    for (const auto& part : parts_) {
      if (!first_ && part->has_row()) first_ = part.get();
      if (part->header() != parts_.front()->header()) {
        fail(part->path(), fmt::format("its columns are not those of {}", parts_.front()->path()));
      }
    }
    if (!first_) throw MergeError("cannot merge: no part has a row");
    check_parts();
    begin();
    RunKey expected{1, 1};
    while (Part* part = next_part()) {
      if (part->key() != expected) refuse(*part, expected);
      const bool was_last = part->is_last_of_point();
      deliver(*part);
      expected = was_last ? RunKey{expected.point + 1, 1} : RunKey{expected.point, expected.replication + 1};
    }
    if (expected.point != points_ + 1) missing(expected);
  }

private:
  /// All of one sweep, each once. A part without rows cannot say which one it is.
  void check_parts() {
    shards_ = first_->shards();
    points_ = first_->points();
    id_prefix_ = first_->id_prefix();
    std::vector<const Part*> owners(parts_.size() + 1);
    for (const auto& part : parts_) {
      if (!part->has_row()) continue;
      check_same_sweep(*part);
      if (part->shard() > parts_.size()) continue;  // then another one is missing
      const Part*& owner = owners[part->shard()];
      if (owner) {
        fail(part->path(),
             fmt::format("it is part {} of {}, and so is {}", part->shard(), shards_, owner->path()));
      }
      owner = part.get();
    }
    if (parts_.size() > shards_) {
      throw MergeError(fmt::format("cannot merge {} files: the sweep has {} parts", parts_.size(), shards_));
    }
  }

  void check_same_sweep(const Part& part) const {
    if (part.id_prefix() != id_prefix_) {
      fail(part.path(), fmt::format("its runs are of another model than those of {}", first_->path()));
    }
    if (part.shards() != shards_ || part.points() != points_) {
      fail(part.path(), fmt::format("it is part of another sweep than {}", first_->path()));
    }
  }

  Part* next_part() const {
    Part* next = nullptr;
    for (const auto& part : parts_) {
      if (part->has_row() && (!next || is_before(part->key(), next->key()))) next = part.get();
    }
    return next;
  }

  [[noreturn]] void refuse(const Part& part, const RunKey& expected) const {
    if (is_before(part.key(), expected)) {
      fail(part.path(), fmt::format("it has replication {} of point {}, and so has another part",
                                    part.key().replication, part.key().point));
    }
    missing(expected);
  }

  [[noreturn]] void missing(const RunKey& key) const {
    std::string absent;
    for (std::uint64_t shard = 1; shard <= shards_ && parts_.size() < shards_; ++shard) {
      bool is_there = false;
      for (const auto& part : parts_) is_there = is_there || part->shard() == shard;
      if (!is_there) absent = fmt::format(": part {} of {} is not among the files", shard, shards_);
      if (!absent.empty()) break;
    }
    if (absent.empty()) absent = ": a part is not finished";
    throw MergeError(fmt::format("cannot merge: replication {} of point {} is missing{}", key.replication,
                                 key.point, absent));
  }

  void begin() const {
    const Cells& header = first_->header();
    const TableShape& shape = first_->shape();
    const auto slice = [&](std::size_t from, std::size_t to) {
      return Cells(header.begin() + static_cast<std::ptrdiff_t>(from),
                   header.begin() + static_cast<std::ptrdiff_t>(to));
    };
    receiver_.begin(slice(shape.run, shape.columns), slice(shape.first_parameter(), shape.replication),
                    slice(shape.first_output(), shape.error()));
  }

  void deliver(Part& part) {
    const TableShape& shape = part.shape();
    if (part.id_prefix() != id_prefix_) check_same_sweep(part);
    if (!point_ || point_->number != part.key().point) {
      auto point = std::make_shared<Point>();
      point->number = part.key().point;
      for (std::size_t i = shape.first_parameter(); i < shape.replication; ++i) {
        point->parameters.push_back({part.cells()[i], false});
      }
      point_ = std::move(point);
    }
    const Cells cells(part.cells().begin() + SweepTable::kShardColumns, part.cells().end());
    receiver_.row(cells, row_from(part.cells(), shape, point_));
    const RunKey before = part.key();
    part.advance();
    if (part.has_row() && !is_before(before, part.key())) fail(part.path(), "its rows are not in order");
  }

  const MergeReceiver& receiver_;
  std::vector<std::unique_ptr<Part>> parts_;
  const Part* first_ = nullptr;  // that has a row
  std::string id_prefix_;
  std::uint64_t shards_ = 0, points_ = 0;
  std::shared_ptr<const Point> point_;
};

}  // namespace

void merge(const std::vector<std::string>& paths, CsvDialect dialect, const MergeReceiver& receiver) {
  Merge(paths, dialect, receiver).run();
}

}  // namespace asim
