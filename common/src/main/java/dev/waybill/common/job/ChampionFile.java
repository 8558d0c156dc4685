package dev.waybill.common.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.table.CalibrationsTable;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import java.util.List;
import java.util.Optional;

/**
 * What {@code champion.json} holds: the version in production and how it was recalibrated since. Scoring depends on it: it
 * changes with the version and with each recalibration that is added, and never otherwise.
 *
 * @param version empty while no version is in production
 * @param calibrations their names, see {@link CalibrationsTable#names}
 */
public record ChampionFile(
        String model,
        Optional<Integer> version,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> calibrations) {

    /** Writes what is so now: after a promotion, or a recalibration. */
    public static void write(JobContext context) {
        String model = context.workspace().pipeline();
        Optional<Integer> version =
                context.tracking().byAlias(model, Aliases.CHAMPION).map(ModelVersion::version);
        List<String> calibrations = version.map(number -> CalibrationsTable.names(context.tables(), number))
                .orElse(List.of());
        JsonFile.write(Artifact.CHAMPION.in(context.workspace()), new ChampionFile(model, version, calibrations));
    }
}
