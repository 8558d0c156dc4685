package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.engine.Outcome;
import java.time.Duration;
import java.util.List;

/** A display that leaves the terminal as it should be also where the process is told to end, and then has that told. */
final class WatchedDisplay implements Display {

    private final Display display;
    private final Interruption interruption;
    private final Thread atEnd;

    /**
     * Watches until this is closed.
     *
     * @param interruption hears how far the run is
     * @param tell says so, when the process ends before its time
     */
    WatchedDisplay(Display display, Interruption interruption, Runnable tell) {
        this.display = display;
        this.interruption = interruption;
        this.atEnd = new Thread(() -> {
            display.close();
            tell.run();
        });
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    @Override
    public void planned(List<String> steps) {
        display.planned(steps);
    }

    @Override
    public void started(String step, int number, int of) {
        interruption.started(step, number, of);
        display.started(step, number, of);
    }

    @Override
    public void skipped(String step, int number, int of, String why) {
        interruption.ended();
        display.skipped(step, number, of, why);
    }

    @Override
    public void doing(String what) {
        display.doing(what);
    }

    @Override
    public void finished(Outcome outcome) {
        interruption.finished(outcome.step());
        display.finished(outcome);
    }

    @Override
    public void failed(Duration took) {
        display.failed(took);
    }

    @Override
    public void note(String line) {
        display.note(line);
    }

    @Override
    public void close() {
        display.close();
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) { // the process is ending, and this is what is left to be told
            return;
        }
    }
}
