package org.burst4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import org.burst4j.EnvironmentException;
import org.burst4j.run.Backend;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * The back ends of ND4J on the class path, by the simple names of their classes. ND4J itself takes
 * the one of the highest priority; a benchmark is run on each that works on the machine.
 */
final class Backends {
    /** Whichever ND4J takes. */
    static final String ANY = "any";

    private static final String SERVICE = "META-INF/services/" + Nd4jBackend.class.getName();

    private Backends() {}

    /** Those that work here: CUDA's needs a card and its driver. */
    static List<String> available() {
        List<String> names = new ArrayList<>();
        Iterator<Nd4jBackend> backends = ServiceLoader.load(Nd4jBackend.class).iterator();
        while (backends.hasNext()) {
            Nd4jBackend backend = backends.next();
            if (works(backend)) {
                names.add(backend.getClass().getSimpleName());
            }
        }
        return names;
    }

    private static boolean works(Nd4jBackend backend) {
        try {
            return backend.isAvailable();
        } catch (LinkageError | RuntimeException e) {
            return false; // that is how a back end says that its libraries are not there
        }
    }

    /** Starts ND4J on a back end; must come before anything else that touches an array. */
    static void start(String name) {
        if (!name.equals(ANY)) {
            ND4JClassLoading.setNd4jClassloader(new OnlyOne(className(name)));
        }
        Backend.start(0);
        String started = Nd4j.getBackend().getClass().getSimpleName();
        if (!name.equals(ANY) && !name.equals(started)) {
            throw new EnvironmentException(
                    "ND4J started " + started + ", expected " + name,
                    "Nothing may use ND4J before the benchmark's set-up.");
        }
    }

    private static String className(String name) {
        List<String> found = new ArrayList<>();
        Iterator<Nd4jBackend> backends = ServiceLoader.load(Nd4jBackend.class).iterator();
        while (backends.hasNext()) {
            Class<?> type = backends.next().getClass();
            if (type.getSimpleName().equals(name)) {
                return type.getName();
            }
            found.add(type.getSimpleName());
        }
        throw new EnvironmentException(
                "there is no back end " + name + "; the class path holds " + found,
                "Use -p backend= with one of these, or build the jar with -Pcuda.");
    }

    /** Shows ND4J one back end's entry alone. */
    private static final class OnlyOne extends ClassLoader {
        private final URL entry;

        OnlyOne(String className) {
            super(Backends.class.getClassLoader());
            try {
                Path file = Files.createTempFile("burst4j-backend", ".service");
                file.toFile().deleteOnExit();
                Files.writeString(file, className);
                entry = file.toUri().toURL();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.equals(SERVICE)
                    ? Collections.enumeration(List.of(entry))
                    : super.getResources(name);
        }
    }
}
