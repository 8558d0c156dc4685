package dev.waybill.pipelines.cli;

/** How far Spark is with the tasks that it knows of now. */
record TaskCount(int done, int total) {}
