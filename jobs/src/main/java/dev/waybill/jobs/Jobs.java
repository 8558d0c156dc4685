package dev.waybill.jobs;

import dev.waybill.common.job.Job;
import java.util.List;

/** All jobs there are. */
public final class Jobs {

    private Jobs() {}

    /** In the order in which a pipeline runs them. */
    public static List<Job<?, ?>> all() {
        return List.of();
    }
}
