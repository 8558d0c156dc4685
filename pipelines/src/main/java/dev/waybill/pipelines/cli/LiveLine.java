package dev.waybill.pipelines.cli;

import java.time.Duration;
import java.time.Instant;

/**
 * What the live line says; empty texts where there is nothing to say.
 *
 * @param position {@code 3/8}
 * @param before what Spark had done when the step began
 */
record LiveLine(String step, String position, String doing, Instant since, SparkWork before) {

    private static final String DOTS = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static final String BARS = "|/-\\";
    private static final int FRAME_MILLIS = 120;

    static LiveLine beforeSteps(Instant now) {
        return new LiveLine("", "", "", now, SparkWork.NONE);
    }

    static LiveLine ofStep(String step, int number, int of, Instant now, SparkWork before) {
        return new LiveLine(step, of == 1 ? "" : "%d/%d".formatted(number, of), "", now, before);
    }

    LiveLine doing(String what) {
        return new LiveLine(step, position, what, since, before);
    }

    /** Cut to the terminal: first what is being done gets shorter, the time stays. */
    String text(Terminal terminal, Instant now, SparkWork work) {
        Duration elapsed = Duration.between(since, now);
        String head = (frame(terminal, elapsed) + " " + step + " " + position).stripTrailing();
        String tail = progress(work) + "  " + Elapsed.text(elapsed);
        int room = terminal.width() - 1 - head.length() - tail.length() - 2;
        String middle = doing.isEmpty() || room < 4 ? "" : "  " + terminal.cut(doing, room);
        return terminal.cut(head + middle + tail, terminal.width() - 1);
    }

    private String progress(SparkWork work) {
        long rows = work.rows() - before.rows();
        return (rows > 0 ? "  %,d rows read".formatted(rows) : "")
                + (work.tasks() > 0 ? "  %,d of %,d tasks".formatted(work.done(), work.tasks()) : "");
    }

    private static char frame(Terminal terminal, Duration elapsed) {
        String frames = terminal.unicode() ? DOTS : BARS;
        return frames.charAt((int) (elapsed.toMillis() / FRAME_MILLIS % frames.length()));
    }
}
