package dev.waybill.pipelines.engine;

import java.time.Duration;
import java.util.List;

/** Hears how a run goes, one step after the other. */
public interface RunListener {

    /** All steps that a run will go through, in this order. */
    void planned(List<String> steps);

    /**
     * A step begins.
     *
     * @param number of the step, counted from one
     */
    void started(String step, int number, int of);

    /**
     * A step is passed over.
     *
     * @param why in a few words: {@code didn't change, skipping}
     */
    void skipped(String step, int number, int of, String why);

    /** What is being done right now, in a few words; also before the first step. */
    void doing(String what);

    void finished(Outcome outcome);

    /** The step that was started could not be done; why is thrown, not told here. */
    void failed(Duration took);
}
