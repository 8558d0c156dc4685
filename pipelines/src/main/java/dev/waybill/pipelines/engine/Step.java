package dev.waybill.pipelines.engine;

import dev.waybill.common.job.Job;

/**
 * Something to run: a stage's job, or a job by itself.
 *
 * @param description what the stage says of itself; empty if it says nothing
 */
public record Step(String name, String description, Job<?, ?> job) {}
