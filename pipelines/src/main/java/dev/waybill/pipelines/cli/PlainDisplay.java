package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.engine.Outcome;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** One line a step when it is over, for pipes, files and CI. */
final class PlainDisplay implements Display {

    private final PrintStream out;
    private String position = "";

    PlainDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public void planned(List<String> steps) {}

    @Override
    public void started(String step, int number, int of) {
        position = "[%d/%d] %s".formatted(number, of, step);
    }

    @Override
    public void skipped(String step, int number, int of, String why) {
        out.println("[%d/%d] %s: %s".formatted(number, of, step, why));
    }

    @Override
    public void doing(String what) {}

    @Override
    public void finished(Outcome outcome) {
        out.println("%s: %s (%s)".formatted(position, outcome.summary(), Elapsed.text(outcome.took())));
    }

    @Override
    public void failed(Duration took) {
        out.println("%s: failed (%s)".formatted(position, Elapsed.text(took)));
    }

    @Override
    public void note(String line) {
        out.println(line);
    }

    @Override
    public void close() {}
}
