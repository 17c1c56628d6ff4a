// Resources, containers, gates and queues as a model sees them: who gets what, when, and what can be read of
// them.

#include <doctest/doctest.h>

#include <string>

#include "support/command.h"

namespace asim::test {

// ---- resources ----

TEST_CASE("a line is by priority, then first come first served") {
  CHECK(rows_of(R"(
resources: {clerk: {}}
processes:
  customer:
    count: 4
    steps:
      - acquire: clerk
        priority: "[0, 2, 1, 1][self.index]"
      - sleep: 1
      - log: served
      - release: clerk
)") == "1,customer[0],log,,served\n2,customer[2],log,,served\n3,customer[3],log,,served\n4,customer[1],log,,"
       "served\n");
}

TEST_CASE("in a lifo line the last comes first") {
  CHECK(rows_of(R"(
resources: {stack: {order: lifo}}
processes:
  tray:
    count: 3
    steps:
      - acquire: stack
      - sleep: 1
      - log: taken
      - release: stack
)") == "1,tray[0],log,,taken\n2,tray[2],log,,taken\n3,tray[1],log,,taken\n");
}

TEST_CASE("who stands first and does not fit holds up the rest") {
  CHECK(rows_of(R"(
resources: {beds: {capacity: 3}}
processes:
  group:
    count: 3
    steps:
      - acquire: beds
        amount: "[2, 2, 1][self.index]"
      - log: "{beds.in_use} {beds.free} {beds.waiting}"
      - sleep: 1
      - release: beds
)") == "0,group[0],log,,2 1 0\n1,group[1],log,,3 0 0\n1,group[2],log,,3 0 0\n");
}

TEST_CASE("a full line turns newcomers away, but nobody who is served at once or does not wait") {
  const std::string model = R"(
resources: {clerk: {queue_limit: 1}}
processes:
  customer:
    count: 4
    start: self.index
    steps:
      - acquire: clerk
        timeout: 0 if self.index == 3 else 10
        on_timeout:
          - log: no time
          - exit
        on_full:
          - log: full
          - exit
      - log: served
      - sleep: 5
      - release: clerk
)";
  CHECK(rows_of(model) ==
        "0,customer[0],log,,served\n2,customer[2],log,,full\n3,customer[3],log,,full\n5,customer[1],log,,"
        "served\n");
}

TEST_CASE("who does not want to wait does not mind that the line is full") {
  CHECK(rows_of(R"(
resources: {clerk: {queue_limit: 0}}
processes:
  customer:
    count: 2
    steps:
      - acquire: clerk
        timeout: 0
        on_timeout:
          - log: leaves
          - exit
      - sleep: 5
      - release: clerk
)") == "0,customer[1],log,,leaves\n");
}

TEST_CASE("several resources are acquired together or not at all") {
  CHECK(rows_of(R"(
resources: {doctor: {}, room: {capacity: 2}}
processes:
  examination:
    steps:
      - sleep: 1
      - acquire: [doctor, room]
      - log: "begins {doctor.in_use} {room.in_use}"
      - release: [doctor, room]
      - log: "ends {doctor.in_use} {room.in_use}"
  phone_call:
    steps:
      - acquire: doctor
      - sleep: 4
      - log: "{room.in_use} in use, {room.waiting} waiting"
      - release: doctor
)") == "4,phone_call,log,,\"0 in use, 1 waiting\"\n4,examination,log,,begins 1 1\n4,examination,log,,ends 0 "
       "0\n");
}

TEST_CASE("a resource that is named twice is acquired twice and released as a whole") {
  CHECK(rows_of(R"(
resources: {beds: {capacity: 3}}
processes:
  couple:
    steps:
      - acquire: [beds, beds]
      - log: "{beds.in_use}"
      - release: [beds, beds]
      - log: "{beds.in_use}"
)") == "0,couple,log,,2\n0,couple,log,,0\n");
}

TEST_CASE("a whole array can be acquired, or the best of it") {
  CHECK(rows_of(R"(
resources: {tellers: {count: 3, capacity: [1, 2, 1]}}
processes:
  customer:
    count: 3
    steps:
      - acquire: min(tellers, by=item.waiting + item.in_use)
      - sleep: 1
      - release: tellers[self.index]
  cleaner:
    steps:
      - acquire: tellers
      - log: "{tellers[0].in_use} {tellers[1].in_use} {tellers[2].in_use}"
      - release: tellers
)",
                "acquire,log") ==
        "0,customer[0],acquire,tellers[0],1\n0,customer[1],acquire,tellers[1],1\n"
        "0,customer[2],acquire,tellers[2],1\n1,cleaner,acquire,tellers[0],1\n1,cleaner,acquire,tellers[1],1\n"
        "1,cleaner,acquire,tellers[2],1\n1,cleaner,log,,1 1 1\n");
}

TEST_CASE("rows tell the amounts") {
  CHECK(rows_of(R"(
resources: {beds: {capacity: 3}}
processes:
  family:
    steps:
      - acquire: beds
        amount: 3
      - release: beds
        amount: 1
      - release: beds
)",
                "acquire,release") ==
        "0,family,acquire,beds,3\n0,family,release,beds,1\n0,family,release,beds,2\n");
}

TEST_CASE(
    "the capacity can be set: holders finish, and who waits for more than there is waits for it to grow") {
  CHECK(rows_of(R"(
resources: {clerk: {capacity: 2}}
processes:
  customer:
    count: 3
    steps:
      - acquire: clerk
        amount: 1 if self.index < 2 else 3
      - log: "{clerk.in_use} of {clerk.capacity}"
      - sleep: 4
      - release: clerk
  manager:
    steps:
      - sleep: 1
      - set: {clerk.capacity: 0}
      - log: "{clerk.in_use} of {clerk.capacity}, {clerk.free} free"
      - sleep: 5
      - set: {clerk.capacity: 3}
)") == "0,customer[0],log,,1 of 2\n0,customer[1],log,,2 of 2\n1,manager,log,,\"2 of 0, 0 free\"\n"
       "6,customer[2],log,,3 of 3\n");
}

TEST_CASE("statistics of a resource: over time, of the capacity there was, from the end of the warm-up") {
  const std::string model = R"(
resources: {clerk: {capacity: 2}}
processes:
  early:
    steps:
      - log: "{clerk.utilization} {clerk.mean_waiting} {clerk.mean_wait} {clerk.served}"
  customer:
    count: 3
    steps:
      - acquire: clerk
      - sleep: 4
      - release: clerk
outputs:
  utilization: clerk.utilization
  mean_waiting: clerk.mean_waiting
  mean_wait: clerk.mean_wait
  served: clerk.served
)";
  CHECK(rows_of(model) == "0,early,log,,null null null 0\n");
  // In use: 2 for 4, 1 for 4. Waiting: 1 for 4.
  CHECK(asim({"run", "-", "-q", "--outputs", "-"}, model).out ==
        "name,value\nutilization,0.75\nmean_waiting,0.5\nmean_wait,1.3333333333333333\nserved,3\n");
  CHECK(
      asim({"run", "-", "-q", "--outputs", "-", "--warmup", "2"}, model).out ==
      "name,value\nutilization,0.6666666666666666\nmean_waiting,0.3333333333333333\nmean_wait,4\nserved,1\n");
}

TEST_CASE("a resource without a limit is never waited for") {
  CHECK(rows_of(R"(
resources: {road: {capacity: inf}}
processes:
  car:
    count: 3
    steps:
      - acquire: road
      - sleep: 1
      - log: "{road.in_use} of {road.capacity}, {road.free} {road.utilization}"
      - release: road
)") == "1,car[0],log,,\"3 of inf, inf 0\"\n1,car[1],log,,\"2 of inf, inf 0\"\n1,car[2],log,,\"1 of inf, inf "
       "0\"\n");
}

TEST_CASE("what a process holds at its end is released, with a warning") {
  const std::string model = R"(
resources: {beds: {capacity: 2}}
processes:
  guest:
    steps:
      - acquire: beds
        amount: 2
      - sleep: 3
  next_guest:
    steps:
      - acquire: beds
      - log: goes to bed
      - release: beds
)";
  CHECK(rows_of(model) == "3,next_guest,log,,goes to bed\n");
  CHECK(summary_of(model) ==
        "ended at 3: nothing is left to happen\nwarnings:\n"
        "  guest ended at 3 while it held 2 of `beds`, which was released\n");
}

TEST_CASE("only some of many such warnings are shown") {
  const std::string text = summary_of(R"(
resources: {beds: {capacity: inf}}
processes:
  guest:
    count: 25
    steps:
      - acquire: beds
)");
  CHECK(text.find("guest[19] ended") != std::string::npos);
  CHECK(text.find("guest[20] ended") == std::string::npos);
  CHECK(text.ends_with("  … and 5 more\n"));
}

TEST_CASE("what a cancelled process holds is released, without a warning") {
  const std::string model = R"(
resources: {bed: {}}
processes:
  guest:
    steps:
      - acquire: bed
      - sleep: forever
  landlord:
    steps:
      - sleep: 2
      - cancel: guest
      - log: "{bed.in_use}"
)";
  CHECK(rows_of(model) == "2,landlord,log,,0\n");
  CHECK(summary_of(model) == "ended at 2: nothing is left to happen\n");
}

TEST_CASE("the end of a process is seen by those who wait for a condition") {
  CHECK(rows_of(R"(
resources: {bed: {}}
processes:
  guest:
    steps:
      - acquire: bed
      - sleep: 3
  maid:
    steps:
      - sleep: 1
      - wait_until: bed.in_use == 0 and guest.count == 0
      - log: makes the bed
)") == "3,maid,log,,makes the bed\n");
}

TEST_CASE("a branch that waits for a resource leaves no trace if it loses") {
  CHECK(rows_of(R"(
resources: {clerk: {}}
processes:
  customer:
    count: 2
    steps:
      - first_of:
          clerk: {acquire: clerk}
          patience: {sleep: 2}
        as: winner
      - log: "{winner} {clerk.in_use} {clerk.waiting}"
      - sleep: 5
      - if: winner == 'clerk'
        then:
          - release: clerk
)") == "0,customer[0],log,,clerk 1 0\n2,customer[1],log,,patience 1 0\n");
}

// ---- containers ----

TEST_CASE("nobody overtakes at a container, unless it serves the first that fits") {
  const std::string model = R"(
containers: {tank: {level: 1ORDER}}
processes:
  car:
    count: 2
    steps:
      - get: tank
        amount: "[5, 1][self.index]"
        as: litres
      - log: "{litres} {tank.level}"
  lorry:
    steps:
      - sleep: 3
      - log: "{tank.getters}"
      - put: tank
        amount: 5
)";
  const auto with_order = [&](const std::string& order) {
    std::string text = model;
    return rows_of(text.replace(text.find("ORDER"), 5, order));
  };
  CHECK(with_order("") == "3,lorry,log,,2\n3,car[0],log,,5 0\n3,car[1],log,,1 0\n");
  CHECK(with_order(", order: first_fit") == "0,car[1],log,,1 0\n3,lorry,log,,1\n3,car[0],log,,5 0\n");
}

TEST_CASE("a putter waits for room, a timeout leaves the level alone") {
  CHECK(rows_of(R"(
containers: {tank: {capacity: 2.5, level: 2}}
processes:
  lorry:
    steps:
      - put: tank
        amount: 1.5
        timeout: 3
        on_timeout:
          - log: "drives away {tank.level} {tank.putters}"
      - put: tank
        amount: 1.5
      - log: "filled {tank.level}"
  car:
    steps:
      - sleep: 1
      - log: "{tank.putters}"
      - sleep: 4
      - get: tank
        amount: 1
)",
                "log,get,put") ==
        "1,car,log,,1\n3,lorry,log,,drives away 2 "
        "0\n5,car,get,tank,1\n5,lorry,put,tank,1.5\n5,lorry,log,,filled 2.5\n");
}

TEST_CASE("the mean level is weighted by time, and null before time has passed") {
  const std::string model = R"(
containers: {tank: {level: 6}}
until: 4
processes:
  car:
    steps:
      - log: "{tank.mean_level} {tank.capacity} {tank.name}"
      - sleep: 1
      - get: tank
        amount: 4
outputs: {mean: tank.mean_level}
)";
  CHECK(rows_of(model) == "0,car,log,,null inf tank\n");
  CHECK(asim({"run", "-", "-q", "--outputs", "-"}, model).out == "name,value\nmean,3\n");
}

// ---- gates ----

TEST_CASE("who was let through goes on, also if the gate is closed in the same instant") {
  CHECK(rows_of(R"(
gates: {doors: {}}
processes:
  visitor:
    count: 2
    steps:
      - wait: doors
      - log: "in {doors.is_open}"
  porter:
    steps:
      - sleep: 1
      - log: "{doors.waiting}"
      - open: doors
      - close: doors
  latecomer:
    start: 2
    steps:
      - wait: doors
        timeout: 3
        on_timeout:
          - log: too late
)",
                "log,wait,open,close") ==
        "1,porter,log,,2\n1,porter,open,doors,\n1,porter,close,doors,\n1,visitor[0],wait,doors,\n"
        "1,visitor[0],log,,in false\n1,visitor[1],wait,doors,\n1,visitor[1],log,,in "
        "false\n5,latecomer,log,,too late\n");
}

TEST_CASE("the gates of an array may begin differently") {
  CHECK(rows_of(R"(
gates: {doors: {count: 2, open: [false, true]}}
processes:
  visitor:
    count: 2
    steps:
      - wait: doors[self.index]
        timeout: 1
        on_timeout:
          - log: stands before {doors[self.index].name}
          - exit
      - log: in
)") == "0,visitor[1],log,,in\n1,visitor[0],log,,stands before doors[0]\n");
}

// ---- objects of a process ----

TEST_CASE("every instance has objects of its own, which others reach through it") {
  CHECK(rows_of(R"(
processes:
  machine:
    count: 2
    resources: {crew: {capacity: 2}}
    containers: {oil: {capacity: 8, level: 1 + self.index}}
    gates: {hatch: {}}
    steps:
      - acquire: crew
      - wait: hatch
      - log: "{crew.in_use} {oil.level} {hatch.name}"
      - release: crew
  mechanic:
    steps:
      - sleep: 1
      - put: machine[1].oil
        amount: 3
      - log: "{machine[0].crew.in_use} {machine[1].oil.level}"
      - pulse: machine[1].hatch
)") == "1,mechanic,log,,1 5\n1,machine[1],log,,1 5 machine[1].hatch\n");
}

// ---- removing ----

TEST_CASE("removing from a full queue lets in who waits; the very record comes before its equal") {
  CHECK(rows_of(R"(
queues: {line: {capacity: 2}}
processes:
  customer:
    vars: {a: {size: 1}, b: {size: 1}}
    steps:
      - put: line
        item: a
      - put: line
        item: b
      - sleep: 2
      - remove: line
        item: b
        as: gone
      - set: {gone.size: 5}
      - log: "{a.size} {b.size} {line.items}"
      - remove: line
        item: {size: 1}
      - remove: line
        where: item == 7
        as: gone
      - log: "{gone} {line.length}"
  other:
    steps:
      - put: line
        item: "last"
)",
                "log,remove") ==
        "2,customer,remove,line,\"{\"\"size\"\": 1}\"\n2,customer,log,,\"1 5 [{\"\"size\"\": 1}, "
        "\"\"last\"\"]\"\n"
        "2,customer,remove,line,\"{\"\"size\"\": 1}\"\n2,customer,log,,null 1\n");
}

}  // namespace asim::test
