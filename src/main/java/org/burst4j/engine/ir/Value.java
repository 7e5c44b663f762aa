package org.burst4j.engine.ir;

/**
 * What a node computes, or a program is given: a dense array of floats. Two values are the same
 * only if they are one object.
 */
public final class Value {
    private final int id;
    private final Shape shape;
    private final String name;

    Value(int id, Shape shape, String name) {
        this.id = id;
        this.shape = shape;
        this.name = name;
    }

    /**
     * Its number.
     *
     * @return unique in its program
     */
    public int id() {
        return id;
    }

    /**
     * Its shape.
     *
     * @return sizes
     */
    public Shape shape() {
        return shape;
    }

    /**
     * The name of the SameDiff variable that it stands for, for messages and profiles.
     *
     * @return a name, empty for a value that the compiler made
     */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "%" + id + (name.isEmpty() ? "" : ":" + name) + shape;
    }
}
