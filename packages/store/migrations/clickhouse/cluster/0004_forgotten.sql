CREATE TABLE IF NOT EXISTS forgotten_rows AS forgotten_rows_local
ENGINE = Distributed('{cluster}', '{database}', 'forgotten_rows_local', cityHash64(developer));
