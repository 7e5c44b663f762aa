package org.burst4j.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions of this library and of what it stands on. */
public final class Versions {
    private static final Properties BUILD = read();

    private Versions() {}

    private static Properties read() {
        Properties properties = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("versions.properties inside the jar", e);
        }
        return properties;
    }

    /**
     * The version of Burst4J.
     *
     * @return the version of the build
     */
    public static String burst4j() {
        return BUILD.getProperty("burst4j");
    }

    /**
     * The version of ND4J that it was built with.
     *
     * @return the version; ND4J is not started
     */
    public static String nd4j() {
        return BUILD.getProperty("nd4j");
    }

    /**
     * The Java run time.
     *
     * @return version and vendor
     */
    public static String java() {
        return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
    }

    /**
     * The operating system.
     *
     * @return name, version and processor architecture
     */
    public static String system() {
        return System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch");
    }
}
