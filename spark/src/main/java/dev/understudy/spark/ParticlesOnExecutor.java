package dev.understudy.spark;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.device.EngineSelection;
import dev.understudy.fault.Fault;
import dev.understudy.train.EvolutionWorker;
import dev.understudy.train.Pretrained;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.BlockManagerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task of a Spark job of an evolution: some particles, in the executor's process, which keeps them from job to job.
 * It opens the engine and the data of a config once.
 */
final class ParticlesOnExecutor implements Function<byte[], byte[]> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ParticlesOnExecutor.class);

    private static EvolutionWorker opened; // by the first task of this process
    private static String ofConfig = "";

    private final String config;
    private final String name;
    private final String data;

    /**
     * @param config the resolved config, as YAML
     * @param name of the trial
     * @param data the SHA-256 of its data on the driver's host
     */
    ParticlesOnExecutor(String config, String name, String data) {
        this.config = config;
        this.name = name;
        this.data = data;
    }

    /** @param request of {@link dev.understudy.engine.ParticleWire}. @return bytes of {@link Reply} */
    @Override
    public byte[] call(byte[] request) {
        BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
        String place = "executor_" + here.host() + "_" + here.executorId();
        try {
            EvolutionWorker worker = worker();
            return new Reply(place, worker.device(), "", worker.answer(request)).bytes();
        } catch (Fault fault) {
            return new Reply(place, "", fault.getMessage(), new byte[0]).bytes();
        }
    }

    private EvolutionWorker worker() {
        synchronized (ParticlesOnExecutor.class) {
            if (!ofConfig.equals(config)) {
                if (opened != null) {
                    opened.close();
                    opened = null;
                    ofConfig = "";
                }
                OptionalInt gpu = TrialOnExecutor.gpu();
                LOG.info("particles of {}: process {}, GPU {}", name, ProcessHandle.current().pid(), gpu);
                Config read = Configs.parse(config, name, List.of(), Pretrained::network);
                TrialOnExecutor.checkData(read, data);
                EngineSelection.assign(gpu);
                try {
                    opened = EvolutionWorker.open(config, name, TaskContext.get().cpus());
                } finally {
                    EngineSelection.assign(OptionalInt.empty());
                }
                ofConfig = config;
            }
            return opened;
        }
    }
}
