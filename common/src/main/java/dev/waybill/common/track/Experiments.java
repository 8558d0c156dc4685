package dev.waybill.common.track;

import java.sql.SQLException;
import java.util.Optional;

/** What groups runs: one of a pipeline. */
final class Experiments {

    private record Experiment(long id, String stage) {}

    private Experiments() {}

    /** The number of an experiment, which is created if there is none of this name. */
    static long findOrCreate(Transaction transaction, String name, Artifacts artifacts, long nowMillis)
            throws SQLException {
        Optional<Experiment> found = transaction.first(
                "select experiment_id, lifecycle_stage from experiments where name = ?",
                row -> new Experiment(row.getLong(1), row.getString(2)),
                name);
        if (found.isPresent()) {
            return requireActive(name, found.get());
        }
        long id = transaction
                .first("select max(experiment_id) + 1 from experiments", row -> row.getLong(1))
                .orElseThrow();
        insert(transaction, id, name, artifacts.location(id), nowMillis);
        return id;
    }

    static void insert(Transaction transaction, long id, String name, String location, long nowMillis)
            throws SQLException {
        transaction.update("""
                insert into experiments (
                    experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time
                ) values (?, ?, ?, 'active', ?, ?)
                """, id, name, location, nowMillis, nowMillis);
    }

    private static long requireActive(String name, Experiment experiment) {
        if (!experiment.stage().equals("active")) {
            throw Missing.experiment(name, Long.toString(experiment.id()));
        }
        return experiment.id();
    }
}
