package dev.waybill.pipelines.engine;

/**
 * Why a stage has to run.
 *
 * @param subject what changed: the path of a file, the key of a param, the name of a table or a stage; may be empty
 * @param words all of it in a few words: {@code params model.max_depth 6 -> 8}
 */
public record Reason(Kind kind, String subject, String words) {

    /** What kind of thing changed, for machines. */
    public enum Kind {
        never_ran,
        always,
        forced,
        command,
        dependency,
        params,
        output,
        table,
        /** A stage before it has to run. */
        upstream
    }

    static Reason neverRan() {
        return new Reason(Kind.never_ran, "", "never ran");
    }

    static Reason always() {
        return new Reason(Kind.always, "", "always runs");
    }

    static Reason forced() {
        return new Reason(Kind.forced, "", "forced");
    }

    static Reason command() {
        return new Reason(Kind.command, "", "cmd changed");
    }

    static Reason dependency(String path, String what) {
        return new Reason(Kind.dependency, path, path + " " + what);
    }

    static Reason param(String key, String words) {
        return new Reason(Kind.params, key, words);
    }

    static Reason output(String path, String what) {
        return new Reason(Kind.output, path, "output " + path + " " + what);
    }

    static Reason table(String table, String what) {
        return new Reason(Kind.table, table, "table " + table + " " + what);
    }

    static Reason upstream(String stage) {
        return new Reason(Kind.upstream, stage, "after " + stage);
    }
}
