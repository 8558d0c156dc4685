package dev.waybill.pipelines.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;

/**
 * The output and the error stream of this process, kept from native code, which prints whatever Java's loggers say:
 * XGBoost does after each round.
 *
 * <p>For that the launcher gives the two also under the numbers 3 and 4, and lets 1 lead to a file.
 */
record Streams(PrintStream out, PrintStream err) {

    private static final int KEPT_OUT = 3;
    private static final int KEPT_ERR = 4;

    static Streams ofThisProcess() {
        if (!"1".equals(System.getenv("WAYBILL_STREAMS_KEPT"))) {
            return new Streams(stream(FileDescriptor.out), stream(FileDescriptor.err));
        }
        Streams streams = new Streams(stream(descriptor(KEPT_OUT)), stream(descriptor(KEPT_ERR)));
        silenceNativeErrors();
        return streams;
    }

    /**
     * Leads number 2 nowhere, from now on: what keeps a JVM from starting was still to be seen. The JDK does not close
     * its three standard streams but opens the null device in their place. What Java code prints goes to the file.
     */
    private static void silenceNativeErrors() {
        System.setErr(System.out);
        try {
            new FileOutputStream(FileDescriptor.err).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileDescriptor descriptor(int number) {
        try {
            Constructor<FileDescriptor> byNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
            byNumber.setAccessible(true);
            return byNumber.newInstance(number);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot open file descriptor " + number, e);
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
