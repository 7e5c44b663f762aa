package org.burst4j.engine.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.burst4j.engine.ir.Value;

/**
 * Divides the element-wise nodes of a program into groups, each to be computed in one pass over
 * memory.
 *
 * <p>Each group stands at the place of one of its nodes. What it reads is made before that place
 * and what it makes is read behind it, at all times; so groups never wait for one another in a
 * circle, and the program's order stays valid. Two groups become one if one reads the other's
 * values, or both read one large array, and if what then lives longer in memory is not more than
 * what need not be stored, or not for long.
 */
final class Grouping {
    private static final int MOST_INPUTS = 12;
    private static final int MOST_INSTRUCTIONS = 24;
    private static final int MOST_RESULTS = 6;

    /** Over so many nodes the lifetime of memory does not matter. */
    private static final int NEAR = 12;

    /** Two readers of one array that are so many nodes apart are not joined. */
    private static final int ADJACENT = 4;

    /** Arrays of fewer elements stay in the processor's cache from one reader to the next. */
    private static final int LARGE = 1 << 14;

    private static final int ROUNDS = 4;

    private final Flow flow;
    private final Map<Integer, Group> groups = new HashMap<>();
    private final Map<Integer, Integer> places = new HashMap<>();

    Grouping(Flow flow) {
        this.flow = flow;
        for (int i = 0; i < flow.size(); i++) {
            places.put(i, i);
            if (flow.isElementwise(i)) {
                groups.put(i, new Group(flow, new TreeSet<>(Set.of(i))));
            }
        }
        boolean changed = true;
        for (int round = 0; changed && round < ROUNDS; round++) {
            changed = joinProducers();
            changed |= joinSiblings();
        }
    }

    /** The group of a node; null if it is not element-wise. */
    Group group(int node) {
        return groups.get(node);
    }

    /** The number of the node at whose place a node is computed. */
    int place(int node) {
        return places.get(node);
    }

    private boolean joinProducers() {
        boolean changed = false;
        for (int i = 0; i < flow.size(); i++) {
            if (!flow.isElementwise(i)) {
                continue;
            }
            for (Flow.Operand operand : flow.operands(i)) {
                Integer producer = flow.producer(operand.source());
                int elements = groups.get(i).elements();
                if (producer != null && operand.isFull(elements) && flow.isElementwise(producer)) {
                    changed |= join(producer, i, NEAR, false);
                }
            }
        }
        return changed;
    }

    private boolean joinSiblings() {
        boolean changed = false;
        for (int i = 0; i < flow.size(); i++) {
            if (!flow.isElementwise(i) || groups.get(i).elements() < LARGE) {
                continue;
            }
            int elements = groups.get(i).elements();
            for (Flow.Operand operand : flow.operands(i)) {
                for (int user : flow.users(operand.source())) {
                    boolean sibling =
                            user > i
                                    && flow.isElementwise(user)
                                    && operand.isFull(elements)
                                    && flow.operands(user).contains(operand)
                                    && groups.get(user).elements() == elements;
                    changed |= sibling && join(i, user, ADJACENT, true);
                }
            }
        }
        return changed;
    }

    /** Makes one group of two, if it may and should be. */
    private boolean join(int one, int other, int near, boolean onlyNear) {
        boolean inOrder = places.get(one) <= places.get(other);
        int first = inOrder ? one : other;
        int second = inOrder ? other : one;
        Group early = groups.get(first);
        Group late = groups.get(second);
        if (early == late || early.elements() != late.elements()) {
            return false;
        }
        int from = places.get(first);
        int to = places.get(second);
        boolean isNear = to - from <= near;
        if (onlyNear && !isNear) {
            return false;
        }
        TreeSet<Integer> members = new TreeSet<>(early.members());
        members.addAll(late.members());
        int after = lastSource(members);
        int before = firstUser(members);
        boolean down = to > after && to < before && (isNear || movedDown(early, late, to) <= 0);
        boolean up = from > after && from < before && (isNear || movedUp(late, from, to) <= 0);
        if (!down && !up) {
            return false;
        }
        Group joined = new Group(flow, members);
        if (joined.inputs().size() > MOST_INPUTS
                || joined.instructions() > MOST_INSTRUCTIONS
                || joined.results().size() > MOST_RESULTS) {
            return false;
        }
        for (int member : members) {
            groups.put(member, joined);
            places.put(member, down ? to : from);
        }
        return true;
    }

    private int lastSource(Set<Integer> members) {
        int last = -1;
        for (int member : members) {
            for (Value source : flow.sources(member)) {
                Integer producer = flow.producer(source);
                if (producer != null
                        && !members.contains(producer)
                        && !Flow.isFree(flow.node(producer).op())) {
                    last = Math.max(last, places.get(producer));
                }
            }
        }
        return last;
    }

    private int firstUser(Set<Integer> members) {
        int first = Integer.MAX_VALUE;
        for (int member : members) {
            for (int user : flow.users(flow.node(member).output())) {
                if (!members.contains(user)) {
                    first = Math.min(first, places.get(user));
                }
            }
        }
        return first;
    }

    /**
     * Elements that are held longer, less those that are held for less long, if one group waits.
     */
    private long movedDown(Group early, Group late, int to) {
        long more = 0;
        for (Value source : sources(early)) {
            if (isPlanned(source) && lastUse(source) < to) {
                more += source.shape().elements();
            }
        }
        long stored = early.results().size();
        return more - stored * late.elements();
    }

    /** The same if the other is computed sooner. */
    private long movedUp(Group late, int from, int to) {
        long less = 0;
        for (Value source : sources(late)) {
            boolean diesHere =
                    lastUse(source) == to
                            && flow.users(source).stream()
                                    .allMatch(
                                            user ->
                                                    late.members().contains(user)
                                                            || places.get(user) <= from);
            if (isPlanned(source) && diesHere) {
                less += source.shape().elements();
            }
        }
        long stored = late.results().size();
        return stored * late.elements() - less;
    }

    private Set<Value> sources(Group group) {
        Set<Value> found = new HashSet<>();
        List<Value> all = new ArrayList<>();
        group.members().forEach(member -> all.addAll(flow.sources(member)));
        for (Value value : all) {
            Integer producer = flow.producer(value);
            if (producer == null || !group.members().contains(producer)) {
                found.add(value);
            }
        }
        return found;
    }

    /** Whether a value has memory only as long as it is read. */
    private boolean isPlanned(Value value) {
        Integer producer = flow.producer(value);
        return producer != null && !flow.isKept(value) && !Flow.isFree(flow.node(producer).op());
    }

    private int lastUse(Value value) {
        return flow.users(value).stream().mapToInt(places::get).max().orElse(-1);
    }
}
