package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cli.Called;
import dev.understudy.run.FaultyDisk.Trouble;
import dev.understudy.run.PowerCutDisk.Lost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One call with an error at its n-th operation of the disk.
 *
 * @param lost the loss by a power cut; null for other errors
 */
record Crash(CrashScenario scenario, int operation, Trouble trouble, Lost lost) {
    static List<Crash> all(List<CrashScenario> scenarios) {
        List<Crash> all = new ArrayList<>();
        for (CrashScenario scenario : scenarios) {
            for (int n = 1; n <= scenario.operations().size(); n++) {
                for (Trouble trouble : Trouble.values()) {
                    if (trouble != Trouble.KILLED) {
                        all.add(new Crash(scenario, n, trouble, null));
                    }
                }
                for (Lost lost : Lost.values()) {
                    all.add(new Crash(scenario, n, Trouble.KILLED, lost));
                }
            }
        }
        return all;
    }

    /** The operation of the disk, without the file. */
    String verb() {
        String name = scenario.operations().get(operation - 1);
        return name.matches("(create|force) directory .*")
                ? name.substring(0, name.lastIndexOf(' '))
                : name.split(" ")[0];
    }

    FaultyDisk disk() {
        PowerCutDisk below = new PowerCutDisk(Disk.inUse());
        return new FaultyDisk(below, operation, trouble, () -> below.cut(lost));
    }

    /** In this process, whose end is an error that no code catches. */
    void happens() {
        FaultyDisk disk = disk();
        Called called = scenario.call(disk);
        if (!disk.hasFailed()) {
            // A full disk does not affect operations that need no room.
            assertThat(trouble).as("any other trouble stops the call").isEqualTo(Trouble.FULL_FROM_THERE);
            assertThat(called.code()).as(called.err()).isZero();
        } else if (trouble != Trouble.KILLED) {
            assertThat(called.code()).as(called.err()).isEqualTo(4);
            assertThat(called.err().lines().filter(line -> line.startsWith("understudy: ")))
                    .as(called.err())
                    .hasSize(1);
            assertThat(called.err()).doesNotContain("\tat ");
            if (verb().matches("create|write") && !disk.failed().endsWith(RunDirectory.LOCK)) {
                String temporary = disk.failed().substring(disk.failed().lastIndexOf(' ') + 1);
                assertThat(called.err()).contains(temporary.replace(AtomicFile.TEMPORARY, "") + " cannot be written");
            }
        }
        if (scenario.isNew()) {
            isMended();
        }
    }

    /** In a process of its own, which ends as by a power cut. Its output fits into the pipe, which is not read. */
    void happensToAProcess() throws IOException, InterruptedException {
        scenario.prepare();
        List<String> arguments = new ArrayList<>(List.of("crash", String.valueOf(operation), lost.name()));
        arguments.addAll(scenario.command());
        Process child = ChildMain.start(arguments.toArray(String[]::new));
        try {
            assertThat(ChildMain.exitCode(child)).isEqualTo(ChildMain.CRASHED);
        } finally {
            child.destroyForcibly();
        }
        isMended();
    }

    /**
     * The remaining files can be reported at once, and the same call again leaves the same files as an undisturbed one.
     */
    private void isMended() {
        isReported();
        Called again = scenario.callAgain();
        assertThat(again.code()).as(again.err()).isZero();
        Map<String, Object> left = LeftBehind.in(scenario.work());
        assertThat(left.keySet()).isEqualTo(scenario.left().keySet());
        left.forEach((file, content) ->
                assertThat(content).as(file).isEqualTo(scenario.left().get(file)));
    }

    private void isReported() {
        Path runs = scenario.work().resolve("runs");
        Path report = scenario.work().resolveSibling("seen.html");
        Called reported = CrashScenario.on(Disk.inUse(), List.of("report", runs.toString(), "--to", report.toString()));
        if (reported.code() != 0 || !Files.exists(report)) {
            assertThat(reported.code()).as(reported.err()).isEqualTo(2);
            assertThat(reported.err()).contains(runs + " holds no run");
            assertThat(runs.resolve("tiny/seed-1").resolve(RunDirectory.STATUS)).doesNotExist();
        }
    }

    @Override
    public String toString() {
        return scenario.name + ", operation " + operation + " of "
                + scenario.operations().size() + " (" + scenario.operations().get(operation - 1) + "): " + trouble
                + (lost == null ? "" : ", losing " + lost);
    }
}
