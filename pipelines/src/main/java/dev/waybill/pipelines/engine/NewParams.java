package dev.waybill.pipelines.engine;

import dev.waybill.common.section.Task;

/** The params.yaml of a new pipeline: every section once, with made-up columns to be replaced by the user's own. */
final class NewParams {

    private NewParams() {}

    static String text(String name, Task task) {
        return TEXT.replace("NAME", name)
                .replace("TASK", task.name())
                .replace("LABEL", label(task))
                .replace(
                        "JUDGED",
                        task == Task.regression
                                ? "{within: 5}                    # up to which error a prediction counts as good"
                                : "{}")
                .replace("EXAMPLE", gate(task));
    }

    private static String label(Task task) {
        return switch (task) {
            case regression -> REGRESSION;
            case binary -> BINARY;
            case multiclass -> MULTICLASS;
            case anomaly, recommend -> throw new IllegalArgumentException("no params of its own: " + task);
        };
    }

    private static String gate(Task task) {
        return switch (task) {
            case regression -> "mae: 5.0";
            case binary -> "auc: 0.7";
            case multiclass -> "accuracy: 0.7";
            case anomaly, recommend -> throw new IllegalArgumentException("no params of its own: " + task);
        };
    }

    private static final String REGRESSION = """
                name: eta_minutes
                    expr: "(unix_timestamp(finished_at) - unix_timestamp(requested_at)) / 60"
                    available-at: finished_at            # when it becomes known: before that, no history may count it
                    unit: min
                    least: 0                             # it cannot be less; most: likewise""".stripLeading();

    private static final String BINARY = """
                name: late
                    expr: "cast(unix_timestamp(finished_at) - unix_timestamp(requested_at) > 1800 as int)"    # 1 or 0
                    available-at: finished_at            # when it becomes known: before that, no history may count it""".stripLeading();

    private static final String MULTICLASS = """
                name: pace
                    expr: "case when unix_timestamp(finished_at) - unix_timestamp(requested_at) < 900 then 'fast' when finished_at is not null then 'slow' end"
                    available-at: finished_at            # when it becomes known: before that, no history may count it""".stripLeading();

    private static final String TEXT = """
            # NAME: say here what is predicted.
            #
            # The columns below are made up: replace them with yours. ./waybill doctor -p NAME says what of this file does not
            # fit together; whether the rows have these columns, prepare finds out when it reads them.
            # Try a value without editing:  ./waybill repro -p NAME --set model.max_depth=8
            task: TASK                         # regression: a number; binary: yes or no, as 1 or 0; multiclass: a text

            # Where the raw rows are, and what a clean row is.
            source:
              table: rows                            # what the table of clean rows is called, also in ./waybill sql
              format: csv                            # csv, json, parquet, orc, text, delta or jdbc
              path: data/NAME                        # from the project's root; a folder, a file or a glob
              options: {header: true}                # of Spark's reader
              time-zone: UTC                         # of local times in the raw rows, and of where a day begins
              # Each column is Spark SQL over the raw columns, and says when it becomes known. A feature may use only what
              # is known at request: that keeps the future out of the model.
              columns:
                id:           {expr: "id", known-at: request}
                requested_at: {expr: "to_timestamp(requested_at)", known-at: request}
                finished_at:  {expr: "to_timestamp(finished_at)", known-at: finish}
                origin:       {expr: "origin", known-at: request}
                distance_km:  {expr: "cast(distance_km as double)", known-at: request}
              key: [id]                              # of rows with the same key, one is kept
              event-time: requested_at               # when the prediction is asked for
              label:                                 # what is predicted
                LABEL

            # What a batch must hold to (docs/quality.md).
            checks:
              quarantine:                            # a row for which one of these is false goes aside, with the reason
                finish-before-request: "finished_at >= requested_at"

            # What the model looks at; a text becomes a category, and a missing value is fine (docs/features.md).
            features:
              columns:
                hour: "hour(requested_at)"
                weekday: "weekday(requested_at)"
                origin: "origin"
                distance_km: "distance_km"

            # Forward in time, as shares of the dates; or ranges of dates (docs/training.md).
            split: {by: date, train: 0.6, valid: 0.1, calibrate: 0.1, test: 0.2}

            # XGBoost's own words: https://xgboost.readthedocs.io/en/stable/parameter.html
            model: {num_round: 300, max_depth: 6, eta: 0.1, early_stopping_rounds: 30, seed: 42}

            intervals: {}                            # groups: columns by whose values predictions differ in how sure they are
            explain: {top: 5}                        # how many features are named beside each prediction; the rest in one
            evaluate: JUDGED
            gates: {}                                # what a model must reach to be used, such as {EXAMPLE}
            promote: {days: 14}                      # common days from which on a newer model may show that it is better
            drift: {alarms-per-month: 1, min-rows: 500}     # false alarms that a month may have; rows from which a day is judged
            """;
}
