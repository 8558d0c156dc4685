package dev.waybill.common.track;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of registered models. Each step takes place in its caller's transaction. */
final class Registry {

    /** In MLflow's terms, the stage of a version whose row stays only so that its number is not given again. */
    private static final String DELETED = "Deleted_Internal";

    private record Tag(int version, String key, String value) {}

    private record Alias(int version, String name) {}

    private Registry() {}

    /** Adds the next version, and the model if this is its first. */
    static ModelVersion insert(
            Transaction transaction, String model, Runs.Run run, String artifactUri, Map<String, String> tags, long now)
            throws SQLException {
        insertModel(transaction, model, now);
        int version = nextVersion(transaction, model);
        insertVersion(transaction, model, version, run, artifactUri, now);
        setTags(transaction, model, version, tags);
        return require(transaction, model, version);
    }

    static void setTags(Transaction transaction, String model, int version, Map<String, String> tags)
            throws SQLException {
        require(transaction, model, version);
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            setTag(transaction, model, version, tag.getKey(), tag.getValue());
        }
    }

    static void setDescription(Transaction transaction, String model, int version, String text, long now)
            throws SQLException {
        MlflowLimits.requireVersionDescription(text);
        require(transaction, model, version);
        transaction.update(
                "update model_versions set description = ?, last_updated_time = ? where name = ? and version = ?",
                text,
                now,
                model,
                version);
    }

    static void setAlias(Transaction transaction, String model, String alias, int version) throws SQLException {
        MlflowLimits.requireAlias(alias);
        require(transaction, model, version);
        transaction.update(
                "insert into registered_model_aliases (name, alias, version) values (?, ?, ?) "
                        + "on conflict do update set version = excluded.version",
                model,
                alias,
                version);
    }

    static void removeAlias(Transaction transaction, String model, String alias) throws SQLException {
        transaction.update("delete from registered_model_aliases where name = ? and alias = ?", model, alias);
    }

    /** Newest first. */
    static List<ModelVersion> versions(Transaction transaction, String model) throws SQLException {
        Map<Integer, List<Tag>> tags = tags(transaction, model);
        Map<Integer, List<Alias>> aliases = aliases(transaction, model);
        return transaction.list(
                """
                select version, coalesce(run_id, '') as run_id, creation_time,
                    coalesce(storage_location, source, '') as artifact_uri,
                    coalesce(description, '') as description
                from model_versions where name = ? and current_stage <> ? order by version desc
                """,
                row -> new ModelVersion(
                        model,
                        row.getInt("version"),
                        row.getString("run_id"),
                        row.getString("artifact_uri"),
                        Instant.ofEpochMilli(row.getLong("creation_time")),
                        row.getString("description"),
                        tags.getOrDefault(row.getInt("version"), List.of()).stream()
                                .collect(Collectors.toUnmodifiableMap(Tag::key, Tag::value)),
                        aliases.getOrDefault(row.getInt("version"), List.of()).stream()
                                .map(Alias::name)
                                .collect(Collectors.toUnmodifiableSet())),
                model,
                DELETED);
    }

    private static ModelVersion require(Transaction transaction, String model, int version) throws SQLException {
        List<ModelVersion> versions = versions(transaction, model);
        return versions.stream()
                .filter(candidate -> candidate.version() == version)
                .findFirst()
                .orElseThrow(() -> Missing.version(model, version, versions));
    }

    private static void insertModel(Transaction transaction, String model, long now) throws SQLException {
        MlflowLimits.requireModelName(model);
        transaction.update(
                "insert into registered_models (name, creation_time, last_updated_time) values (?, ?, ?) "
                        + "on conflict do update set last_updated_time = excluded.last_updated_time",
                model,
                now,
                now);
    }

    private static int nextVersion(Transaction transaction, String model) throws SQLException {
        return transaction
                .first(
                        "select coalesce(max(version), 0) + 1 from model_versions where name = ?",
                        row -> row.getInt(1),
                        model)
                .orElseThrow();
    }

    private static void insertVersion(
            Transaction transaction, String model, int version, Runs.Run run, String artifactUri, long now)
            throws SQLException {
        transaction.update("""
                insert into model_versions (
                    name, version, creation_time, last_updated_time, current_stage, source, run_id, status,
                    storage_location
                ) values (?, ?, ?, ?, 'None', ?, ?, 'READY', ?)
                """, model, version, now, now, artifactUri, run.id(), artifactUri);
    }

    private static void setTag(Transaction transaction, String model, int version, String key, String value)
            throws SQLException {
        MlflowLimits.requireVersionTag(key, value);
        transaction.update(
                "insert into model_version_tags (name, version, key, value) values (?, ?, ?, ?) "
                        + "on conflict do update set value = excluded.value",
                model,
                version,
                key,
                value);
    }

    private static Map<Integer, List<Tag>> tags(Transaction transaction, String model) throws SQLException {
        return transaction
                .list(
                        "select version, key, coalesce(value, '') from model_version_tags where name = ?",
                        row -> new Tag(row.getInt(1), row.getString(2), row.getString(3)),
                        model)
                .stream()
                .collect(Collectors.groupingBy(Tag::version));
    }

    private static Map<Integer, List<Alias>> aliases(Transaction transaction, String model) throws SQLException {
        return transaction
                .list(
                        "select version, alias from registered_model_aliases where name = ?",
                        row -> new Alias(row.getInt(1), row.getString(2)),
                        model)
                .stream()
                .collect(Collectors.groupingBy(Alias::version));
    }
}
