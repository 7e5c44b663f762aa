package org.burst4j.engine.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.burst4j.engine.ir.Expression.Access;
import org.burst4j.engine.ir.Shape;

/** Reads blocks of an input of an element-wise operation, repeated as its shape asks for. */
abstract class Operand {
    /** Longest vector of which a whole number of copies makes a block. */
    static final int LONGEST_ROW = 4096;

    /** Reads the elements that stand beside those from a place on. */
    abstract void load(int from, float[] into, int length);

    /** Every so many elements the same ones come again; 0 if not, or if they are too many. */
    int period() {
        return 0;
    }

    /** An input that an {@link Access} describes. */
    static Operand of(FloatBuffer input, Access access, int elements) {
        if (access.length() == 1) {
            return new Periodic(input, 1);
        }
        if (access.repeat() == 1) {
            return access.length() == elements
                    ? new Whole(input)
                    : new Periodic(input, access.length());
        }
        return new Repeated(input, access);
    }

    /** An input of any shape that can be broadcast to the result's. */
    static Operand of(FloatBuffer input, Shape from, Shape to) {
        Access access = Access.of(from, to);
        return access == null
                ? new Strided(input, Strides.broadcast(from, to))
                : of(input, access, to.elements());
    }

    private static final class Whole extends Operand {
        private final FloatBuffer input;

        Whole(FloatBuffer input) {
            this.input = input;
        }

        @Override
        void load(int from, float[] into, int length) {
            input.get(from, into, 0, length);
        }
    }

    private static final class Periodic extends Operand {
        private final FloatBuffer input;
        private final int row;

        Periodic(FloatBuffer input, int row) {
            this.input = input;
            this.row = row;
        }

        @Override
        int period() {
            return row <= LONGEST_ROW ? row : 0;
        }

        @Override
        void load(int from, float[] into, int length) {
            int column = from % row;
            for (int done = 0; done < length; column = 0) {
                int run = Math.min(row - column, length - done);
                input.get(column, into, done, run);
                done += run;
            }
        }
    }

    private static final class Repeated extends Operand {
        private final FloatBuffer input;
        private final int repeat;
        private final int length;

        Repeated(FloatBuffer input, Access access) {
            this.input = input;
            repeat = access.repeat();
            length = access.length();
        }

        @Override
        void load(int from, float[] into, int count) {
            int place = from / repeat;
            int run = repeat - from % repeat;
            for (int done = 0; done < count; run = repeat) {
                int end = Math.min(count, done + run);
                Arrays.fill(into, done, end, input.get(place % length));
                place++;
                done = end;
            }
        }
    }

    private static final class Strided extends Operand {
        private final FloatBuffer input;
        private final Strides strides;

        Strided(FloatBuffer input, Strides strides) {
            this.input = input;
            this.strides = strides;
        }

        @Override
        void load(int from, float[] into, int length) {
            strides.gather(input, from, into, length);
        }
    }
}
