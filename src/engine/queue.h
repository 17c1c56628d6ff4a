#pragma once
// A queue: items stand in order (first come, last come, or by priority) until somebody takes them.
//
// Rules. Getters stand in line first come first served; one without a filter is never passed over, one whose
// filter refuses everything there is, is. What a getter of several wants is kept for it until there is
// enough: nobody behind it gets that. A put is handed to the first waiting getter that wants it, also
// when the queue is full; otherwise it enters if there is room, otherwise its putter stands in line (in a
// priority queue by the item's priority). What a getter gives back takes its old place, even above the
// capacity; then nobody enters until there is room again. An accepted put stands.
//
// Invariant between two steps: no getter waits beside an item it could have, no putter beside room.

#include <cassert>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "engine/line.h"
#include "engine/loop.h"
#include "engine/queue_index.h"
#include "engine/statistics.h"

namespace asim {

enum class QueueOrder : std::uint8_t { fifo, lifo, priority };

template <class Item>
class Queue {
public:
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

  /// An item in its place: key of order, and since when it is there.
  struct Entry : LineNode {
    template <class... Arguments>
    explicit Entry(double now, Arguments&&... of_item)
        : item(std::forward<Arguments>(of_item)...), since(now) {}
    Item item;
    double since;
    double left;  // when a getter that had to wait was granted it
  };

  class Get;
  class Put;

  Queue(Loop& loop, QueueOrder order, std::size_t capacity)
      : loop_(loop),
        pool_(loop.pool()),
        order_(order),
        capacity_(capacity),
        room_(capacity),
        room_to_append_(order == QueueOrder::fifo ? capacity : 0),
        items_(loop.pool()),
        getters_(loop.pool()),
        putters_(loop.pool()) {}

  std::size_t length() const { return items_.size(); }
  std::size_t capacity() const { return capacity_; }
  std::size_t getters() const { return getters_.size(); }
  std::size_t putters() const { return putters_.size(); }
  const Line<Entry>& items() const { return items_; }
  const Line<Get>& waiting_getters() const { return getters_; }
  const Line<Put>& waiting_putters() const { return putters_; }
  QueueOrder order() const { return order_; }

  /// Statistics since the last reset: the length over time, and the time in the queue of the items taken.
  const TimeWeighted& length_statistic() const { return length_; }
  /// What is given back was not there in between.
  const Observations& time_statistic() const { return times_; }
  void keep_samples() { times_.keep_samples(); }
  /// The time in the queue of the items that were removed.
  double removed_time() const { return removed_time_; }
  /// How many items were put, taken and received, removed.
  struct Moves {
    std::uint64_t puts = 0, gets = 0, removed = 0;
  };
  Moves moves() const {
    return {puts() - moved_before_.puts, gets() - moved_before_.gets, removed() - moved_before_.removed};
  }
  void reset_statistics();

  /// The items put so far, those taken and received, those granted but not yet received, those removed.
  std::uint64_t puts() const { return puts_; }
  std::uint64_t gets() const { return moved_before_.gets + times_.count(); }
  std::uint64_t in_transit() const { return in_transit_; }
  std::uint64_t removed() const { return removed_; }

  /// Between two turns: what is wrong with the queue, in a few words; null if nothing is.
  const char* inconsistency() const;

  // The usual cases, in which a step calls nothing: the queue is first come first served, memory is at hand,
  // and whoever waits does so for one item, any, and for nothing else. What can be done has been asked
  // before.

  /// Nobody waits, and there is room: an item enters, at priority 0.
  bool can_put_simply() const {
    return getters_.empty() && items_.size() < room_to_append_ && pool_.has_free<Entry>();
  }
  template <class... Arguments>
  void put_simply(double now, Arguments&&... of_item);
  /// Somebody waits for an item, any: it is handed over. Precondition: getters() > 0.
  bool can_hand_over() const {
    assert(!getters_.empty());
    return getters_.first().is_plain_ && !getters_.first().process().is_held_back() && putters_.empty() &&
           order_ == QueueOrder::fifo && pool_.has_free<Entry>();
  }
  template <class... Arguments>
  void hand_over(Arguments&&... of_item);
  /// The same for somebody whose wait may time out.
  bool can_hand_over_in_time() const {
    return !getters_.empty() && getters_.first().wants_any_one() && getters_.first().is_alone() &&
           marked_ == 0 && putters_.empty() && order_ == QueueOrder::fifo && pool_.has_free<Entry>();
  }
  template <class... Arguments>
  void hand_over_in_time(Arguments&&... of_item);
  /// Nobody waits and the queue is full: a put stands in line.
  bool can_wait_to_put() const {
    return getters_.empty() && !has_room() && order_ != QueueOrder::priority && pool_.has_free<Put>();
  }
  template <class... Arguments>
  Put& wait_to_put(Process&, Arguments&&... of_item);

  /// There is an item for whoever comes; and no putter stands in line: then `take` is called with the item
  /// and may move it away.
  bool has_item_for_anyone() const {
    return !items_.empty() && keepers_ == 0 && !is_indexed_ &&
           times_.is_usual(loop_.now() - items_.first().since);
  }
  bool can_get_simply() const { return has_item_for_anyone() && putters_.empty(); }
  template <class Take>
  void get_simply(Take take);
  /// … or there are putters, and the queue is full: an item leaves, and that of the first in line enters.
  /// Precondition: putters() > 0.
  bool can_exchange() const {
    assert(!putters_.empty());
    return getters_.empty() && putters_.first().is_plain_ && !putters_.first().process().is_held_back() &&
           items_.size() == capacity_ && room_ == capacity_ && order_ == QueueOrder::fifo;
  }
  template <class Take>
  void exchange(Take take);
  /// The queue is empty: a getter of one item, any, stands in line.
  bool can_wait_to_get() const { return has_nothing() && can_stand_in_line_to_get(); }
  bool can_stand_in_line_to_get() const { return marked_ == 0 && pool_.has_free<Get>(); }
  Get& wait_to_get(Process&, double timeout = Loop::kForever);
  /// There is nothing, and nothing can come now.
  bool has_nothing() const { return items_.empty() && putters_.empty(); }
  /// What such a getter has been handed is received, as above.
  bool can_receive_simply(const Get& get) const {
    return times_.is_usual(get.taken_->left - get.taken_->since);
  }
  template <class Take>
  void receive_simply(Get& get, Take take);

  /// Nobody waits, and nothing is looked up: whoever comes may walk along the items and take() one of them.
  bool can_choose() const { return getters_.empty() && putters_.empty() && item_indexes_.empty(); }
  Item take(Entry& entry) {
    unstore(entry);
    ++in_transit_;
    return receive(entry);
  }

  /// Puts at once, or returns false and leaves the item alone.
  bool try_put(Item& item, double priority);
  /// Takes the next item at once; null if there is none or others wait before, or, if something is claimed,
  /// perhaps. Hand it to receive().
  Entry* try_get();
  /// Whether somebody who waits keeps some items from those behind him, and not all.
  bool has_claims() const { return claims_ > 0; }
  /// Ends a taking: the item, its time counted, the entry freed.
  Item receive(Entry& entry) { return receive(entry, loop_.now()); }
  /// Takes this item out of the queue, whoever waits.
  Item remove(Entry&);
  /// Serves who can be served because a filter has changed its mind.
  void reconsider() {
    serve_getters();
    admit_putters();
  }

private:
  Item receive(Entry&, double left);
  template <class... Arguments>
  Entry& make_entry(double priority, Arguments&&... of_item);
  template <class... Arguments>
  Entry& make_entry_simply(double now, Arguments&&... of_item);
  template <class... Arguments>
  Get& pass_to_first(Arguments&&... of_item);
  void accept(Entry&);
  void store(Entry&);
  void unstore(Entry&);
  bool offer(Entry&);
  /// The first waiting getter that wants it, or null.
  Get* first_wanting(const Item&) const;
  /// The first item that it wants, claimed or not, or null.
  Entry* first_wanted_by(const Get&);
  bool look_up(const Item&, Get*& found) const;
  void note_waiting(Get&);
  void note_gone(Get&);
  void index_getter(Get&);
  void index_items(const Trait<Item>&);
  void note_stored(Entry&);
  void note_unstored(Entry&);
  void serve(Get&);
  void serve_getters();
  Entry& admit(Put&);
  void admit_putters();
  bool has_room() const { return items_.size() < room_; }
  /// What another branch of the same first_of has taken makes no room for a put.
  bool has_room_for(const Put&) const;
  Put* next_admitted() const;
  bool is_claimed(const Item&, const Get& by) const;

  Loop& loop_;
  Pool& pool_;
  QueueOrder order_;
  bool is_indexed_ = false;  // some items are in an index: of the line, or of ours
  std::size_t capacity_;
  std::size_t room_;            // … without what is admitted and not yet in its place
  std::size_t room_to_append_;  // the capacity, if who enters stands behind the others and in no index, or 0
  Line<Entry> items_;
  Line<Get> getters_;
  Line<Put> putters_;
  std::size_t keepers_ = 0;  // waiting getters that keep items from whoever comes: without a filter, or
  std::size_t claims_ = 0;   // those of several with a filter
  std::size_t marked_ = 0;   // waiting getters with a mark
  std::vector<TraitIndex<Item, Get>> getter_indexes_;  // of all, once these are many; the first by presence
  std::vector<TraitIndex<Item, Entry>> item_indexes_;  // once somebody has passed over many
  std::int64_t next_order_ = 1;                        // 0: has not stood in line yet
  TimeWeighted length_;
  Observations times_;
  double removed_time_ = 0;
  Moves moved_before_;  // the last reset
  std::uint64_t puts_ = 0;
  std::uint64_t in_transit_ = 0;
  std::uint64_t removed_ = 0;
  std::size_t length_given_back_ =
      0;  // after the last giving back: above the capacity nothing but that leads
};

}  // namespace asim

#include "engine/queue_requests.h"

// The definitions of all three classes.
#include "engine/queue_check_impl.h"
#include "engine/queue_impl.h"
#include "engine/queue_index_impl.h"
#include "engine/queue_requests_impl.h"
#include "engine/queue_simply_impl.h"
