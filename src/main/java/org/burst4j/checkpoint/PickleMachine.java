package org.burst4j.checkpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader of pickles that makes data and tensors and can do nothing else.
 *
 * <p>Of the operations of protocols 2 to 5 it knows those that torch.save writes for tensors in
 * dictionaries. It calls nothing: the few names that a file may refer to are an enum, any other is
 * refused before something happens. Work and memory are bounded by the bytes of the pickle and the
 * number of operations; nothing is nested by recursion.
 *
 * <p>Values are Long, BigInteger, Double, Boolean, String, byte[], List (immutable for tuples),
 * Map, {@link PickleGlobal}, {@link TorchStorage}, {@link TorchTensor} and NONE.
 *
 * <p>Source: Lib/pickletools.py of CPython 3.11.
 */
final class PickleMachine {
    static final Object NONE =
            new Object() {
                @Override
                public String toString() {
                    return "None";
                }
            };

    private static final Object MARK = new Object();
    private static final int MOST_OPERATIONS = 2_000_000;

    /** Bytes of the largest whole number; torch's magic number has ten. */
    private static final int LARGEST_NUMBER = 32;

    private final PickleInput input;
    private final PickleCalls calls;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private int operations;

    private PickleMachine(PickleInput input) {
        this.input = input;
        this.calls = new PickleCalls(input);
    }

    /** Reads one pickle up to its end and gives what it holds. */
    static Object read(PickleInput input) {
        return new PickleMachine(input).run();
    }

    private Object run() {
        int first = input.u1();
        int protocol = first == 0x80 ? input.u1() : -1;
        if (protocol < 2 || protocol > 5) {
            throw input.broken("does not begin as a pickle of protocol 2 to 5");
        }
        while (true) {
            if (++operations > MOST_OPERATIONS) {
                throw input.broken("has more than " + MOST_OPERATIONS + " operations");
            }
            int code = input.u1();
            if (code == '.') {
                return pop();
            }
            if (!data(code) && !collection(code)) {
                reference(code);
            }
        }
    }

    /** Numbers, texts and the like; false for other operations. */
    private boolean data(int code) {
        switch (code) {
            case 'N' -> push(NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) input.i4());
            case 'K' -> push((long) input.u1());
            case 'M' -> push((long) input.u2());
            case 'G' -> push(input.bigEndianDouble());
            case 0x8A -> push(number(input.u1()));
            case 0x8B -> push(number(input.u4()));
            case 'U', 0x8C -> push(input.text(input.u1()));
            case 'T', 'X' -> push(input.text(input.u4()));
            case 0x8D -> push(input.text(input.i8()));
            case 'C' -> push(input.bytes(input.u1()));
            case 'B' -> push(input.bytes(input.u4()));
            case 0x8E -> push(input.bytes(input.i8()));
            case 0x95 -> input.i8(); // the length of a frame: only to read ahead
            default -> {
                return false;
            }
        }
        return true;
    }

    private Object number(long length) {
        if (length > LARGEST_NUMBER) {
            throw input.broken("holds a whole number of " + length + " bytes");
        }
        byte[] bytes = input.bytes(length);
        for (int i = 0; i < bytes.length / 2; i++) {
            byte swapped = bytes[i];
            bytes[i] = bytes[bytes.length - 1 - i];
            bytes[bytes.length - 1 - i] = swapped;
        }
        BigInteger value = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    /** Tuples, lists, dictionaries; false for other operations. */
    private boolean collection(int code) {
        switch (code) {
            case '(' -> push(MARK);
            case ')' -> push(List.of());
            case 't' -> push(tuple(sinceMark()));
            case 0x85 -> push(tuple(popLast(1)));
            case 0x86 -> push(tuple(popLast(2)));
            case 0x87 -> push(tuple(popLast(3)));
            case ']' -> push(new ArrayList<>());
            case 'a' -> {
                Object item = pop();
                list().add(item);
            }
            case 'e' -> {
                List<Object> items = sinceMark();
                list().addAll(items);
            }
            case '}' -> push(new LinkedHashMap<>());
            case 's' -> {
                List<Object> pair = popLast(2);
                fill(pair);
            }
            case 'u' -> fill(sinceMark());
            case '0' -> pop();
            case '1' -> sinceMark();
            case '2' -> push(top());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Names, calls, storages and the memo; refuses everything else. */
    private void reference(int code) {
        switch (code) {
            case 'c' -> {
                String module = input.line();
                push(PickleGlobal.of(module, input.line(), input));
            }
            case 0x93 -> {
                List<Object> names = popLast(2);
                push(PickleGlobal.of(text(names.get(0)), text(names.get(1)), input));
            }
            case 'R' -> {
                List<Object> call = popLast(2);
                push(calls.call(call.get(0), call.get(1)));
            }
            case 'b' -> calls.build(pop(), top());
            case 'Q' -> push(calls.storage(pop()));
            case 'h' -> push(recall(input.u1()));
            case 'j' -> push(recall(input.u4()));
            case 'q' -> memo.put((long) input.u1(), top());
            case 'r' -> memo.put(input.u4(), top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'i' -> {
                String module = input.line();
                String name = input.line();
                PickleGlobal.of(module, name, input);
                throw input.broken("makes an object of " + module + "." + name + " (INST)");
            }
            case 'o' -> throw input.broken("makes an object of a class (OBJ)");
            case 0x81 -> throw input.broken("makes an object of a class (NEWOBJ)");
            case 0x92 -> throw input.broken("makes an object of a class (NEWOBJ_EX)");
            case 0x82, 0x83, 0x84 -> throw input.broken("asks for a registered class (EXT)");
            default ->
                    throw input.broken(
                            "has the operation 0x"
                                    + Integer.toHexString(code)
                                    + ", which files of tensors do not need");
        }
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() {
        Object value = top();
        stack.remove(stack.size() - 1);
        return value;
    }

    private Object top() {
        Object value = stack.isEmpty() ? MARK : stack.get(stack.size() - 1);
        if (value == MARK) {
            throw input.broken("takes from an empty stack");
        }
        return value;
    }

    private List<Object> popLast(int count) {
        Object[] values = new Object[count];
        for (int i = count - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return Arrays.asList(values);
    }

    private List<Object> sinceMark() {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw input.broken("takes from the stack up to a mark that is not there");
        }
        List<Object> tail = stack.subList(mark + 1, stack.size());
        List<Object> values = new ArrayList<>(tail);
        tail.clear();
        stack.remove(mark);
        return values;
    }

    private static List<Object> tuple(List<Object> values) {
        return Collections.unmodifiableList(values);
    }

    @SuppressWarnings("unchecked") // lists and maps on the stack are made above alone
    private List<Object> list() {
        if (top() instanceof ArrayList<?> list) {
            return (List<Object>) list;
        }
        throw input.broken("appends to something that is no list");
    }

    @SuppressWarnings("unchecked")
    private void fill(List<Object> pairs) {
        if (!(top() instanceof LinkedHashMap<?, ?>) || pairs.size() % 2 != 0) {
            throw input.broken("sets items of something that is no dictionary, or half of one");
        }
        Map<Object, Object> map = (Map<Object, Object>) top();
        for (int i = 0; i < pairs.size(); i += 2) {
            Object key = pairs.get(i);
            boolean plain = key instanceof String || key instanceof Number || key == NONE;
            if (!plain) {
                throw input.broken("has a dictionary key that is no text and no number");
            }
            map.put(key, pairs.get(i + 1));
        }
    }

    private Object recall(long key) {
        Object value = memo.get(key);
        if (value == null) {
            throw input.broken("recalls number " + key + ", which was not kept");
        }
        return value;
    }

    private String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw input.broken("names a class by something that is no text");
    }
}
