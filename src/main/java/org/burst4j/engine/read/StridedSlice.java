package org.burst4j.engine.read;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/**
 * A slice by TensorFlow's rules; bit i of a mask is about place i of begin, end and stride.
 *
 * @param openBegin from the first element
 * @param openEnd to the last element
 * @param newAxis an axis of size 1 that the input does not have
 * @param shrink one element alone, whose axis goes
 */
record StridedSlice(int openBegin, int openEnd, int newAxis, int shrink) {
    /** Writes the slice as the call's first output. */
    boolean write(Call call, int[] begin, int[] end, int[] stride) {
        Value x = call.value(0);
        int rank = x.shape().rank();
        List<Integer> from = new ArrayList<>();
        List<Integer> step = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        List<Integer> left = new ArrayList<>(); // sizes without what goes, with what is new
        int places = begin.length;
        for (int place = 0; place < places; place++) {
            if (bit(newAxis, place)) {
                left.add(1);
            } else if (from.size() == rank) {
                return false;
            } else {
                int size = x.shape().size(from.size());
                boolean one = bit(shrink, place);
                int first = bit(openBegin, place) ? 0 : fromEnd(begin[place], size);
                // A range is cut to what there is; one element must be there.
                first = one ? first : Math.max(0, Math.min(size, first));
                int last = bit(openEnd, place) ? size : inside(end[place], size);
                int count =
                        one ? 1 : Math.max(0, (last - first + stride[place] - 1) / stride[place]);
                from.add(first);
                step.add(one ? 1 : stride[place]);
                sizes.add(count);
                if (!one) {
                    left.add(count);
                }
            }
        }
        while (from.size() < rank) {
            int size = x.shape().size(from.size());
            from.add(0);
            step.add(1);
            sizes.add(size);
            left.add(size);
        }
        Op slice = new Op.Slice(from, step, shape(sizes));
        return left.equals(sizes)
                ? call.give(slice, x)
                : call.give(new Op.Reshape(shape(left)), call.add(slice, x));
    }

    private static int inside(int place, int size) {
        return Math.max(0, Math.min(size, fromEnd(place, size)));
    }

    private static int fromEnd(int place, int size) {
        return place < 0 ? place + size : place;
    }

    private static boolean bit(int mask, int place) {
        return (mask >> place & 1) == 1;
    }

    private static Shape shape(List<Integer> sizes) {
        return Variables.shape(sizes.stream().mapToLong(Integer::longValue).toArray());
    }
}
