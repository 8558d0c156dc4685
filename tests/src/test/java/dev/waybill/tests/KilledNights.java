package dev.waybill.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Kills nights in JVMs of their own at moments spread evenly over their time, and runs each once more: the first night, which
 * trains the first model, and the next. Run by tests/benchmarks/killed-nights.sh.
 */
final class KilledNights {

    private static final LocalDate FIRST = TinyTrip.FIRST.plusDays(4);

    private final Path folder;

    private KilledNights(Path folder) {
        this.folder = folder;
    }

    /**
     * Kills, and prints what came of it.
     *
     * @param arguments how often to kill each of the two nights
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        KilledNights nights =
                new KilledNights(Files.createTempDirectory("killed-nights").toRealPath());
        TinyNights untrained =
                TinyNights.at(nights.folder.resolve("untrained")).deliver(TinyNights.dates(TinyTrip.FIRST, FIRST));
        int kills = Integer.parseInt(arguments[0]);
        TinyNights trained = nights.kill(kills, untrained, FIRST);
        nights.kill(kills, trained.deliver(FIRST.plusDays(1)), FIRST.plusDays(1));
        System.exit(0); // Spark's threads go on otherwise
    }

    /** @return the home after an undisturbed night */
    private TinyNights kill(int kills, TinyNights before, LocalDate night) throws IOException, InterruptedException {
        TinyNights undisturbed = before.copy(folder.resolve("undisturbed-" + night));
        long start = System.nanoTime();
        int code = undisturbed.start(night).waitFor();
        Duration whole = Duration.ofNanos(System.nanoTime() - start);
        Map<String, List<String>> expected = undisturbed.contents(TinyNights.COMPARED);
        System.out.printf(Locale.ROOT, "night of %s: %.1f s, exit code %d%n", night, seconds(whole), code);
        for (int kill = 1; kill <= kills; kill++) {
            Duration after = whole.multipliedBy(kill).dividedBy(kills + 1L);
            TinyNights killed = before.copy(folder.resolve("killed-%s-%d".formatted(night, kill)));
            Process process = killed.start(night);
            boolean over = process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            List<String> left = killed.tables().names();
            DemoHome.Ended again = killed.night(night);
            boolean same = again.code() == 0
                    && killed.contents(TinyNights.COMPARED).equals(expected)
                    && killed.decided(night).equals(undisturbed.decided(night));
            System.out.printf(
                    Locale.ROOT,
                    "%s %5.1f s, %d tables there; run once more: %s %s%n",
                    over ? "over before" : "killed after",
                    seconds(after),
                    left.size(),
                    same ? "the same" : "NOT THE SAME",
                    again.err());
        }
        return undisturbed;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
