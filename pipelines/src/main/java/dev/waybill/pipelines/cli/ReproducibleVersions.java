package dev.waybill.pipelines.cli;

import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.table.Superseded;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.Tracking;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.RunSetup;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Until when each registered version can be trained again: as long as the rows that it was trained on are there. */
final class ReproducibleVersions {

    /** After so many days a VACUUM takes what was replaced, if it is told nothing else. */
    private static final Duration VACUUM = Duration.ofDays(7);

    private ReproducibleVersions() {}

    static List<Finding> all(Pipeline pipeline, Clock clock) {
        try (Tracking tracking = RunSetup.tracking(pipeline, clock)) {
            return tracking.versions(pipeline.name()).stream()
                    .map(version ->
                            Finding.of(version.toString(), () -> finding(version, rows(version, tracking), pipeline)))
                    .toList();
        }
    }

    private static TableVersion rows(ModelVersion version, Tracking tracking) {
        return ModelFolder.provenance(tracking.download(version)).features();
    }

    private static Finding finding(ModelVersion version, TableVersion rows, Pipeline pipeline) {
        return Superseded.of(
                        RunSetup.warehouse(pipeline),
                        rows.table(),
                        rows.version(),
                        pipeline.platform().spark())
                .map(superseded -> finding(version.toString(), rows, superseded))
                .orElseGet(() -> Finding.warn(
                        version.toString(),
                        "may not be trained again: the log of table %s no longer says which files %s had"
                                .formatted(rows.table(), rows),
                        "Restore the table from a backup, if the version is to be trained again."));
    }

    static Finding finding(String version, TableVersion rows, Superseded superseded) {
        if (superseded.missing() > 0) {
            return Finding.warn(
                    version,
                    "cannot be trained again: %d files of %s are gone".formatted(superseded.missing(), rows),
                    "Restore table %s from a backup, if it is to be.".formatted(rows.table()));
        }
        String until = superseded
                .since()
                .map(since -> LocalDate.ofInstant(since.plus(VACUUM), ZoneOffset.UTC))
                .map(day -> "; from %s on a VACUUM of 7 days takes %d files of it, and ./waybill maintain keeps them"
                        .formatted(day, superseded.files()))
                .orElse(", all of which is in the latest version");
        return Finding.ok(version, "can be trained again from " + rows + until);
    }
}
