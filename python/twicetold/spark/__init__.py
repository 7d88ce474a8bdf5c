"""The same on Spark, for a corpus that is larger than a machine."""
from twicetold.spark._job import Job, Found
from twicetold.spark._workers import Config
