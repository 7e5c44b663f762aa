package org.burst4j.engine.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts allocations side by side: the largest first, each at the lowest place that is free as long
 * as it lives (Pisarchyk and Lee 2020, "Efficient memory management for deep neural net inference",
 * greedy by size).
 */
final class ArenaPacking {
    private ArenaPacking() {}

    /** Sets all offsets; returns the elements needed. */
    static long pack(List<Allocation> allocations) {
        List<Allocation> bySize = new ArrayList<>(allocations);
        bySize.sort(
                Comparator.comparingLong(Allocation::length)
                        .reversed()
                        .thenComparingInt(Allocation::first));
        List<Allocation> byOffset = new ArrayList<>();
        long size = 0;
        for (Allocation next : bySize) {
            long at = 0;
            for (Allocation placed : byOffset) {
                if (placed.meets(next)) {
                    if (placed.offset() - at >= next.length()) {
                        break;
                    }
                    at = Math.max(at, placed.end());
                }
            }
            next.put(at);
            insert(byOffset, next);
            size = Math.max(size, next.end());
        }
        return size;
    }

    private static void insert(List<Allocation> byOffset, Allocation next) {
        int low = 0;
        int high = byOffset.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byOffset.get(middle).offset() < next.offset()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        byOffset.add(low, next);
    }
}
