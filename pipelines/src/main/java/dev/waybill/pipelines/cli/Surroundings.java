package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.engine.Home;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * What an invocation sees of the machine; a test passes its own.
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
        Streams streams = Streams.ofThisProcess();
        return new Surroundings(
                streams.out(),
                streams.err(),
                Map.copyOf(environment),
                Path.of("").toAbsolutePath(),
                Clock.systemUTC());
    }
}
