package dev.waybill.jobs.experiment;

import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;

/** What of params an experiment is judged by. */
public record ExperimentParams(Task task, Source source, Evaluation evaluate, Experiment experiment) {}
