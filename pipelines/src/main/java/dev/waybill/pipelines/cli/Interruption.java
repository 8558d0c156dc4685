package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run says when it is told to end, as by Ctrl-C: which steps are done and stay, and which one is not. */
final class Interruption {

    private final List<String> done = new ArrayList<>();
    private Optional<String> running = Optional.empty();
    private boolean told;

    synchronized void started(String step, int number, int of) {
        running = Optional.of(of == 1 ? step : "%s (%d of %d)".formatted(step, number, of));
    }

    synchronized void finished(String step) {
        done.add(step);
        running = Optional.empty();
    }

    /** The step that was running came to nothing. */
    synchronized void ended() {
        running = Optional.empty();
    }

    /** What to tell, to the first that asks: a run may see its own end coming in several places. */
    synchronized Optional<Refusal> tell() {
        if (told) {
            return Optional.empty();
        }
        told = true;
        return Optional.of(Refusal.mistake("run.interrupted", "Interrupted: " + problem() + ".", remedy()));
    }

    private String problem() {
        if (running.isEmpty() && done.isEmpty()) {
            return "this process was told to end before it was done";
        }
        String unfinished = running.map(step -> step + " was not done; ").orElse("");
        return switch (done.size()) {
            case 0 -> unfinished + "no step was done before it";
            case 1 -> unfinished + done.get(0) + " is done and stays";
            default -> unfinished + String.join(", ", done) + " are done and stay";
        };
    }

    private String remedy() {
        return running.isEmpty() && done.isEmpty()
                ? "Run it again; what was finished stays."
                : "Run the same again: it goes on from there.";
    }
}
