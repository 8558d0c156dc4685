package dev.waybill.pipelines.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the live line says; empty texts where there is nothing to say.
 *
 * @param position {@code 3/8}
 */
record LiveLine(String step, String position, String doing, Instant since) {

    private static final String DOTS = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static final String BARS = "|/-\\";
    private static final int FRAME_MILLIS = 120;

    static LiveLine beforeSteps(Instant now) {
        return new LiveLine("", "", "", now);
    }

    static LiveLine ofStep(String step, int number, int of, Instant now) {
        return new LiveLine(step, of == 1 ? "" : "%d/%d".formatted(number, of), "", now);
    }

    LiveLine doing(String what) {
        return new LiveLine(step, position, what, since);
    }

    /** Cut to the terminal: first what is being done gets shorter, the time stays. */
    String text(Terminal terminal, Instant now, Optional<TaskCount> tasks) {
        Duration elapsed = Duration.between(since, now);
        String head = (frame(terminal, elapsed) + " " + step + " " + position).stripTrailing();
        String tail = tasks.map(count -> "  %,d of %,d tasks".formatted(count.done(), count.total()))
                        .orElse("")
                + "  " + Elapsed.text(elapsed);
        int room = terminal.width() - 1 - head.length() - tail.length() - 2;
        String middle = doing.isEmpty() || room < 4 ? "" : "  " + terminal.cut(doing, room);
        return terminal.cut(head + middle + tail, terminal.width() - 1);
    }

    private static char frame(Terminal terminal, Duration elapsed) {
        String frames = terminal.unicode() ? DOTS : BARS;
        return frames.charAt((int) (elapsed.toMillis() / FRAME_MILLIS % frames.length()));
    }
}
