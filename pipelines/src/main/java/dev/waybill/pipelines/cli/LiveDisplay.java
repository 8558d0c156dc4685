package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.engine.Outcome;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;

/**
 * The steps as a list: above, a line for each that is over; below, painted over a few times a second, the one that runs
 * with what it is doing, Spark's rows and tasks and the time, and those that wait.
 */
final class LiveDisplay implements Display {

    private static final String ERASE_BELOW = "\u001b[J";
    private static final String ERASE_LINE = "\u001b[2K";
    /** A terminal that became narrower cuts lines by itself meanwhile, so that each stays one. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";
    private static final Duration PERIOD = Duration.ofMillis(120);

    private final PrintStream out;
    private final Terminal terminal;
    private final Clock clock;
    private final Supplier<SparkWork> work;
    private final List<String> waiting = new ArrayList<>();
    private Optional<Timer> timer = Optional.empty();
    private boolean closed;
    private LiveLine line;
    /** How many lines are painted, the cursor standing in the last of them. */
    private int painted = 1;

    /** One that paints itself anew a few times a second. */
    static LiveDisplay ticking(PrintStream out, Terminal terminal, Clock clock, Supplier<SparkWork> work) {
        LiveDisplay display = new LiveDisplay(out, terminal, clock, work);
        display.timer = Optional.of(display.start());
        return display;
    }

    /** One that is painted only by its caller and by what it hears. */
    LiveDisplay(PrintStream out, Terminal terminal, Clock clock, Supplier<SparkWork> work) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.work = work;
        this.line = LiveLine.beforeSteps(clock.instant());
    }

    /** On a thread that does not keep the JVM alive. */
    private Timer start() {
        Timer repaints = new Timer("waybill-display", true);
        TimerTask repaint = new TimerTask() {
            @Override
            public void run() {
                paint();
            }
        };
        repaints.scheduleAtFixedRate(repaint, PERIOD.toMillis(), PERIOD.toMillis());
        return repaints;
    }

    @Override
    public synchronized void planned(List<String> steps) {
        waiting.addAll(steps);
    }

    @Override
    public synchronized void started(String step, int number, int of) {
        waiting.remove(step);
        line = LiveLine.ofStep(step, number, of, clock.instant(), work.get());
        paint();
    }

    @Override
    public synchronized void skipped(String step, int number, int of, String why) {
        waiting.remove(step);
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
        out.print(toTop() + ERASE_BELOW + text + "\n");
        out.flush();
        painted = 1;
    }

    /** Paints the lines that live as of now, in one write, so that they do not flicker. */
    synchronized void paint() {
        if (closed) {
            return;
        }
        List<String> lines = lines();
        String text = String.join("\n", lines.stream().map(ERASE_LINE::concat).toList());
        out.print(toTop() + NO_WRAP + text + ERASE_BELOW + WRAP);
        out.flush();
        painted = lines.size();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line.text(terminal, clock.instant(), work.get()));
        int room = Math.max(0, terminal.height() - 3); // one line is the live one, one stays free, one may be needed
        waiting.stream().limit(room).forEach(step -> lines.add(waits("%-16s %7s  waiting".formatted(step, ""))));
        if (waiting.size() > room) {
            lines.add(waits("%,d more waiting".formatted(waiting.size() - room)));
        }
        return lines;
    }

    private String waits(String text) {
        return terminal.faint(terminal.cut("  " + text, terminal.width() - 1));
    }

    private String toTop() {
        return painted > 1 ? "\r\u001b[" + (painted - 1) + "A" : "\r";
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        timer.ifPresent(Timer::cancel);
        out.print(toTop() + ERASE_BELOW);
        out.flush();
    }

    /** The mark may hold colours, which take no room, so only what follows it is cut. */
    private void print(String mark, Duration took, String summary) {
        String rest = " %-16s %7s  %s".formatted(line.step(), Elapsed.text(took), summary);
        int markWidth = terminal.unicode() ? 1 : terminal.mark(true).length();
        note(mark + terminal.cut(rest.stripTrailing(), terminal.width() - markWidth));
    }
}
