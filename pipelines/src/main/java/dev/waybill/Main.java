package dev.waybill;

import dev.waybill.jobs.Jobs;
import dev.waybill.pipelines.cli.CommandLines;
import dev.waybill.pipelines.cli.Surroundings;
import java.util.Locale;

/** Where the JVM starts, from the launcher and from spark-submit alike. */
public final class Main {

    private Main() {}

    /**
     * Runs one command and ends the JVM with its exit code. Under spark-submit a good end is a plain return: a cluster
     * takes {@code System.exit} for a failure, whatever the code.
     */
    public static void main(String[] words) {
        Locale.setDefault(Locale.ROOT); // 49,648 rows and 3.9 s are written so on every machine
        int code = run(Surroundings.ofThisProcess(), words);
        if (code != 0 || System.getProperty("spark.submit.deployMode") == null) {
            System.exit(code);
        }
    }

    /** Runs one command in given surroundings and returns its exit code. */
    public static int run(Surroundings surroundings, String... words) {
        return CommandLines.run(surroundings, Jobs::all, words);
    }
}
