package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.engine.Outcome;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A line for each finished step, and below them one that is painted over: the step that runs, what it is doing, Spark's
 * tasks, the time.
 */
final class LiveDisplay implements Display {

    /** Back to the start, erase, and no wrapping: a terminal that became narrower cuts the line by itself. */
    private static final String BEGIN = "\r\u001b[2K\u001b[?7l";

    private static final String END = "\u001b[?7h";
    private static final String ERASE = "\r\u001b[2K";
    private static final Duration PERIOD = Duration.ofMillis(120);

    private final PrintStream out;
    private final Terminal terminal;
    private final Clock clock;
    private final Supplier<Optional<TaskCount>> tasks;
    private Optional<Ticker> ticker = Optional.empty();
    private boolean closed;
    private LiveLine line;

    /** One that paints itself anew a few times a second. */
    static LiveDisplay ticking(PrintStream out, Terminal terminal, Clock clock, Supplier<Optional<TaskCount>> tasks) {
        LiveDisplay display = new LiveDisplay(out, terminal, clock, tasks);
        display.ticker = Optional.of(new Ticker(PERIOD, display::paint));
        Runtime.getRuntime().addShutdownHook(new Thread(display::leave));
        return display;
    }

    /** One that is painted only by its caller and by what it hears. */
    LiveDisplay(PrintStream out, Terminal terminal, Clock clock, Supplier<Optional<TaskCount>> tasks) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.tasks = tasks;
        this.line = LiveLine.beforeSteps(clock.instant());
    }

    @Override
    public synchronized void started(String step, int number, int of) {
        line = LiveLine.ofStep(step, number, of, clock.instant());
        paint();
    }

    @Override
    public synchronized void skipped(String step, int number, int of, String why) {
        String mark = terminal.unicode() ? "·" : "-";
        note(terminal.cut("%s %-16s %7s  %s".formatted(mark, step, "", why), terminal.width()));
    }

    @Override
    public synchronized void doing(String what) {
        line = line.doing(what);
        paint();
    }

    @Override
    public synchronized void finished(Outcome outcome) {
        print(terminal.mark(true), outcome.took(), outcome.summary());
    }

    @Override
    public synchronized void failed(Duration took) {
        print(terminal.mark(false), took, terminal.unicode() ? "failed" : "");
    }

    @Override
    public synchronized void note(String text) {
        out.print(ERASE + text + "\n");
        out.flush();
    }

    /** Paints the live line as of now. */
    synchronized void paint() {
        if (closed) {
            return;
        }
        Instant now = clock.instant();
        out.print(BEGIN + line.text(terminal, now, tasks.get()) + END);
        out.flush();
    }

    /** Whoever interrupts the run finds the cursor on a line of its own. */
    private synchronized void leave() {
        if (!closed) {
            closed = true;
            out.println();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        ticker.ifPresent(Ticker::close);
        out.print(ERASE);
        out.flush();
    }

    /** The mark may hold colours, which take no room, so only what follows it is cut. */
    private void print(String mark, Duration took, String summary) {
        String rest = " %-16s %7s  %s".formatted(line.step(), Elapsed.text(took), summary);
        int markWidth = terminal.unicode() ? 1 : terminal.mark(true).length();
        note(mark + terminal.cut(rest.stripTrailing(), terminal.width() - markWidth));
    }
}
