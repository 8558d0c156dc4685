package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.engine.Home;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an invocation sees of the machine; a test gives another one.
 *
 * @param directory that relative paths of the command line start at
 */
public record Surroundings(
        PrintStream out, PrintStream err, Map<String, String> environment, Path directory, Clock clock) {

    /** Those of this process: output is UTF-8 whatever the locale, so that no text is lost on the way to a file. */
    public static Surroundings ofThisProcess() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        String home = System.getProperty("waybill.home");
        if (home != null) {
            environment.put(Home.VARIABLE, home);
        }
        return new Surroundings(
                stream(output(environment.get("WAYBILL_OUTPUT"))),
                stream(FileDescriptor.err),
                Map.copyOf(environment),
                Path.of("").toAbsolutePath(),
                Clock.systemUTC());
    }

    /**
     * The output that the launcher kept aside under another number. Under its usual one it leads to a file, because
     * native code prints there that knows nothing of Java's loggers, such as XGBoost after each round.
     */
    private static FileDescriptor output(@Nullable String number) {
        if (number == null) {
            return FileDescriptor.out;
        }
        try {
            Constructor<FileDescriptor> byNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
            byNumber.setAccessible(true);
            return byNumber.newInstance(Integer.parseInt(number));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot open file descriptor " + number, e);
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
