package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.engine.RunListener;

/** Shows people how a run goes. */
interface Display extends RunListener, AutoCloseable {

    /** A line by itself, about the run as a whole. */
    void note(String line);

    @Override
    void close();
}
